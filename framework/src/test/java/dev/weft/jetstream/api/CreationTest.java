package dev.weft.jetstream.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.TransportException;
import dev.weft.jetstream.Connected;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A setting that the server does not know is refused, and nothing is left behind. */
class CreationTest {

  private static final Map<String, Object> SUBJECTS = Map.of("subjects", List.of("s.>"));
  private static final Map<String, Object> STRANGE =
      Map.of("subjects", List.of("s.>"), "quantum", 5L);

  @TempDir private Path folder;

  @Test
  void aStrictServerRefusesIt() {
    try (NatsServer server = NatsServer.start();
        Transport transport = Connected.to(server)) {
      assertThatThrownBy(() -> transport.create(new StreamSpec("S", STRANGE)))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("quantum")
          .hasMessageContaining("leave out what this server does not know");
      transport.create(new StreamSpec("S", SUBJECTS));
      assertThatThrownBy(() -> transport.create(new ConsumerSpec("S", "c", Map.of("quantum", 5L))))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("quantum");
      assertThat(transport.inspect(new ConsumerSpec("S", "c", Map.of())))
          .isEqualTo(new Presence.Absent());
    }
  }

  // As every server does before 2.12.
  @Test
  void whatALenientServerMadeWithoutItIsRemovedAgain() throws IOException {
    try (NatsServer server = lenient();
        Transport transport = Connected.to(server)) {
      assertThatThrownBy(() -> transport.create(new StreamSpec("S", STRANGE)))
          .isInstanceOf(TransportException.class)
          .matches(failure -> ((TransportException) failure).isLasting())
          .hasMessageContaining("stream S: nats-server")
          .hasMessageContaining("so it was removed again: quantum: not set on the server, 5");
      assertThat(transport.inspect(new StreamSpec("S", Map.of()))).isEqualTo(new Presence.Absent());

      transport.create(new StreamSpec("S", SUBJECTS));
      assertThatThrownBy(() -> transport.create(new ConsumerSpec("S", "c", Map.of("quantum", 5L))))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("consumer S/c: nats-server")
          .hasMessageContaining("so it was removed again: quantum: not set on the server, 5");
      assertThat(transport.inspect(new ConsumerSpec("S", "c", Map.of())))
          .isEqualTo(new Presence.Absent());
    }
  }

  @Test
  void whatWasThereBeforeIsNeverRemoved() throws IOException {
    try (NatsServer server = lenient();
        Transport transport = Connected.to(server)) {
      transport.create(new StreamSpec("S", SUBJECTS));
      transport.create(new ConsumerSpec("S", "c", Map.of()));

      assertThatThrownBy(() -> transport.create(new StreamSpec("S", STRANGE)))
          .isInstanceOf(TransportException.class)
          .hasMessageNotContaining("removed");
      assertThatThrownBy(() -> transport.create(new ConsumerSpec("S", "c", Map.of("quantum", 5L))))
          .isInstanceOf(TransportException.class)
          .hasMessageNotContaining("removed");

      assertThat(transport.inspect(new ConsumerSpec("S", "c", Map.of())))
          .isEqualTo(new Presence.Same());
    }
  }

  private NatsServer lenient() throws IOException {
    Path config = folder.resolve("server.conf");
    Files.writeString(config, "jetstream { strict: false }");
    return NatsServer.start("-c", config.toString());
  }
}
