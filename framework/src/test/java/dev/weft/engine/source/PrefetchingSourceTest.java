package dev.weft.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a source does that is asked for several at once. */
class PrefetchingSourceTest {

  private static final Duration AT_ONCE = Duration.ZERO;
  private static final ConsumerSpec CONSUMER =
      new ConsumerSpec("S", "c", Map.of("ack_wait", 30_000_000_000L));

  @AutoClose private final MemoryTransport transport = new MemoryTransport();

  @BeforeEach
  void provide() {
    transport.create(new StreamSpec("S", Map.of("subjects", List.of("s.>"))));
    transport.create(CONSUMER);
    for (int i = 1; i <= 5; i++) {
      transport.outbox().publish("s.a", new byte[] {(byte) i}, Headers.empty());
    }
  }

  @Test
  void itGivesWhatIsWantedInTheOrderOfTheStream() throws Exception {
    try (Source source = prefetching(4)) {
      assertThat(payloads(source.next(1, AT_ONCE))).containsExactly(1);
      assertThat(state().ackPending()).isEqualTo(4);
      assertThat(payloads(source.next(2, AT_ONCE))).containsExactly(2, 3);
      assertThat(payloads(source.next(3, AT_ONCE))).containsExactly(4);
      assertThat(payloads(source.next(1, AT_ONCE))).containsExactly(5);
      assertThat(source.next(1, AT_ONCE)).isEmpty();
    }
  }

  @Test
  void itAsksForMoreWhereMoreAreWanted() throws Exception {
    try (Source source = prefetching(2)) {
      assertThat(payloads(source.next(5, AT_ONCE))).containsExactly(1, 2, 3, 4, 5);
    }
  }

  @Test
  void whatItHoldsGoesBackWhenItIsClosed() throws Exception {
    List<Delivery> taken;
    try (Source source = prefetching(4)) {
      taken = source.next(1, AT_ONCE);
    }

    try (Source another = transport.open(CONSUMER, ReceiveMode.PULL)) {
      assertThat(payloads(another.next(5, AT_ONCE))).containsExactly(2, 3, 4, 5);
    }
    taken.forEach(delivery -> delivery.settle(Outcome.Ack.INSTANCE));
  }

  private Source prefetching(int batch) {
    return new PrefetchingSource(transport.open(CONSUMER, ReceiveMode.PULL), batch);
  }

  private ConsumerState state() {
    return transport.state(CONSUMER);
  }

  private static List<Integer> payloads(List<Delivery> deliveries) {
    return deliveries.stream().map(delivery -> (int) delivery.data()[0]).toList();
  }
}
