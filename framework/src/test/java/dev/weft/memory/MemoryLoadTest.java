package dev.weft.memory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.ReceiveMode;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many threads at once lose nothing and see nothing twice. */
final class MemoryLoadTest {

  private static final int MESSAGES = 40_000;
  private static final int PUBLISHERS = 4;
  private static final int SOURCES = 4;

  private final Bench bench = new Bench(new MemoryTransport());
  private final Queue<Long> acked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch left = new CountDownLatch(MESSAGES);

  @Test
  void everyMessageIsAckedOnceThoughEveryTenthIsRetriedFirst() throws Exception {
    bench.stream("S", Map.of("subjects", List.of("s")));
    var sources = new ArrayList<Source>(List.of(bench.consumer("S", "c", Map.of())));
    while (sources.size() < SOURCES) {
      sources.add(bench.transport().open(new ConsumerSpec("S", "c", Map.of()), ReceiveMode.PUSH));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Future<?>>();
      for (Source source : sources) {
        work.add(threads.submit(() -> settleAll(source)));
      }
      for (int i = 0; i < PUBLISHERS; i++) {
        work.add(threads.submit(this::publishShare));
      }
      assertThat(left.await(120, SECONDS)).as("all acked, %s left", left.getCount()).isTrue();
      sources.forEach(Source::close);
      for (Future<?> part : work) {
        part.get(60, SECONDS);
      }
    }

    assertThat(acked.stream().sorted().toList())
        .isEqualTo(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
  }

  private void publishShare() {
    for (int i = 0; i < MESSAGES / PUBLISHERS; i++) {
      bench.publish("s", "x");
    }
  }

  private boolean settleAll(Source source) throws InterruptedException {
    List<Delivery> deliveries = source.next(7, Duration.ofMinutes(1));
    while (!deliveries.isEmpty()) {
      deliveries.forEach(this::settle);
      deliveries = source.next(7, Duration.ofMinutes(1));
    }
    return true;
  }

  private void settle(Delivery delivery) {
    long sequence = delivery.position().orElseThrow().sequence();
    if (sequence % 10 == 0 && delivery.attempt() == 1) {
      delivery.settle(new Outcome.Retry(Duration.ofMillis(sequence % 3), "for the test", null));
    } else {
      delivery.settle(Outcome.Ack.INSTANCE);
      acked.add(sequence);
      left.countDown();
    }
  }
}
