package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.jetstream.Connected;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A consumer's limits for pulls are kept to, since the server answers what exceeds them with
 * nothing.
 */
class PullLimitsTest {

  @Test
  void aConsumerWithoutLimitsLeavesThePullAsItIs() {
    assertThat(PullLimits.of(spec(Map.of("max_batch", -1L)), Duration.ofSeconds(2)))
        .isEqualTo(new PullLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesFlowThroughAConsumerThatGivesFewAtOnceAndNotForLong(boolean configured) {
    Map<String, Object> limits =
        Map.of("max_batch", 2L, "max_expires", Duration.ofSeconds(1).toNanos());
    ConsumerSpec consumer = spec(configured ? limits : Map.of());
    try (NatsServer server = NatsServer.start();
        JetStreamTransport transport = Connected.to(server)) {
      transport.create(
          new StreamSpec("S", Map.of("subjects", List.of("s.>"), "storage", "memory")));
      transport.create(spec(limits));
      for (int i = 0; i < 10; i++) {
        transport.outbox().publish("s.a", new byte[0], Headers.empty());
      }
      try (Source source = transport.open(consumer, ReceiveMode.PULL)) {
        int[] taken = {0};
        await()
            .until(
                () -> {
                  for (Delivery delivery : source.next(10, Duration.ofSeconds(1))) {
                    delivery.settle(Outcome.Ack.INSTANCE);
                    taken[0]++;
                  }
                  return taken[0] == 10;
                });
      }
    }
  }

  private static ConsumerSpec spec(Map<String, Object> settings) {
    return new ConsumerSpec("S", "c", settings);
  }
}
