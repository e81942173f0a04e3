package dev.weft.jetstream.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.TransportException;
import dev.weft.jetstream.Connected;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.transport.Registers;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that does not answer costs no more than the limit, whatever a publish may take. */
class JetStreamRegistersTest {

  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final Duration SOON = Duration.ofSeconds(3); // a publish may take 5 s

  private final NatsServer server = NatsServer.start();
  private final JetStreamTransport transport = Connected.to(server);
  private final Registers registers = transport.registers(LIMIT);

  @BeforeEach
  void create() {
    transport.create(new StreamSpec("R", Map.of("subjects", List.of("r.>"))));
    registers.replace("r.one", Registers.ABSENT, "first".getBytes(UTF_8));
    server.freeze();
  }

  @AfterEach
  void close() {
    server.thaw();
    transport.close();
    server.close();
  }

  @Test
  void aReplacementThatIsNotAnsweredIsGivenUpAtTheLimit() {
    long start = System.nanoTime();

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> registers.replace("r.one", 1, "second".getBytes(UTF_8)))
        .withMessageContaining("no answer within 500ms");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  @Test
  void soIsAReading() {
    long start = System.nanoTime();

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> registers.read("R", "r.one"))
        .withMessageContaining("no answer within 500ms");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }
}
