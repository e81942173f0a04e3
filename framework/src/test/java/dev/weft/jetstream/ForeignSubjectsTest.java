package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.ReceiveMode;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Subjects that Weft would not send to, from other clients, by a real server. */
class ForeignSubjectsTest {

  private static final ConsumerSpec CONSUMER =
      new ConsumerSpec("S", "c", Map.of("ack_wait", Duration.ofMinutes(2).toNanos()));

  @Test
  void aMessageWithTheLongestSubjectAServerReadsIsHandledAndSoAreItsNeighbours() throws Exception {
    String longest = "s." + "x".repeat(4_060);
    try (NatsServer server = NatsServer.start();
        var transport = Connected.to(server, new Auth.None(), null);
        var raw = new RawClient(server.port(), null)) {
      transport.create(new StreamSpec("S", Map.of("subjects", List.of("s.>"))));
      transport.create(CONSUMER);
      try (Source source = transport.open(CONSUMER, ReceiveMode.PUSH)) {
        raw.publish("s.a", "NATS/1.0\r\nX-Name: before\r\n\r\n", "0");
        raw.publish(longest, "NATS/1.0\r\nX-Name: long\r\n\r\n", "1");
        raw.publish("s.*", "NATS/1.0\r\nX-Name: star\r\n\r\n", "2");

        var taken = new ArrayList<Delivery>();
        while (taken.size() < 3) {
          List<Delivery> next = source.next(1, Duration.ofSeconds(10));
          assertThat(next).isNotEmpty();
          taken.addAll(next);
        }

        assertThat(taken).extracting(Delivery::subject).containsExactly("s.a", longest, "s.*");
        assertThat(taken).allMatch(delivery -> delivery.attempt() == 1);
        taken.forEach(delivery -> delivery.settleConfirmed(new Outcome.Ack()));
        assertThat(transport.problem()).isEmpty();
      }
    }
  }
}
