package dev.weft.benchmarks;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * From publish to handler at a steady 2,000 messages per second, publisher and handler in one JVM.
 * Those of the first half second are left out: there what a start begins is going on beside them.
 */
record Latency(Place place, Subscription subscription) implements Contender {

  private static final long INTERVAL_NANOS = 500_000;
  private static final double NANOS = 1e9;
  private static final long RUN_IN = 1_000;
  private static final long REST_MILLIS = 200;
  private static final Duration FLUSH = Duration.ofSeconds(5);

  @Override
  public Sample run(Task task) throws Exception {
    Job.DONE.reset();
    Job.LATENCIES.clear();
    try (Connection connection = Nats.connect(place.url());
        AutoCloseable running = subscription.begin(task)) {
      var feed = new Feed(task.bytes());
      long start = System.nanoTime();
      long count = RUN_IN + (long) (task.seconds() * NANOS) / INTERVAL_NANOS;
      for (long i = 0; i < count; i++) {
        awaitUntil(start + i * INTERVAL_NANOS);
        if (i == RUN_IN) {
          Job.LATENCIES.clear();
        }
        connection.publish(task.subject() + ".1", Feed.encode(feed.order(i)));
      }
      connection.flush(FLUSH);
      awaitUntil(System.nanoTime() + REST_MILLIS * 1_000_000);
      return Job.LATENCIES.sample();
    }
  }

  @Override
  public void close() {}

  private static void awaitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
