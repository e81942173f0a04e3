package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.TransportContract;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** JetStream passes the transport contract on a real server. */
class JetStreamTransportTest extends TransportContract {

  @SuppressWarnings("NullAway.Init") // before all tests
  @AutoClose
  private static NatsServer server;

  @BeforeAll
  static void startServer() {
    server = NatsServer.start();
  }

  @Override
  protected Transport transport() {
    return Connected.to(server);
  }

  @Test
  void whatTheServerWritesOtherwiseIsStillTheSame() {
    var origin = new StreamSpec("MEANING", Map.of("subjects", List.of("meaning.>")));
    var copy =
        new StreamSpec(
            "MEANING_COPY",
            Map.of(
                "sources",
                List.of(
                    Map.of(
                        "name", "MEANING", "opt_start_seq", 5L, "filter_subject", "meaning.a"))));
    var since =
        new ConsumerSpec(
            "MEANING",
            "since",
            Map.of(
                "deliver_policy", "by_start_time", "opt_start_time", "2026-01-01T00:00:00.000Z"));
    try (Transport transport = transport()) {
      transport.create(origin);
      transport.create(copy);
      transport.create(since);

      assertThat(transport.inspect(copy)).isEqualTo(new Presence.Same());
      assertThat(transport.inspect(since)).isEqualTo(new Presence.Same());
    }
  }
}
