package dev.weft.benchmarks;

import java.util.concurrent.locks.LockSupport;

/** Takes what a stream holds for a while, and measures from the first message on. */
record Consuming(Place place, Subscription subscription) implements Contender {

  private static final long LOOK_NANOS = 1_000_000;
  private static final double NANOS = 1e9;
  private static final double FIRST_SECONDS = 60;

  @Override
  public Sample run(Task task) throws Exception {
    Job.DONE.reset();
    try (AutoCloseable running = subscription.begin(task)) {
      awaitFirst();
      long before = Job.DONE.sum();
      var meter = new Meter(place.server());
      await(task.most(), task.seconds());
      long count = Job.DONE.sum() - before; // now: it goes on
      return meter.end().perMessage(count);
    }
  }

  @Override
  public void close() {}

  /** Blocks until a message is handled. */
  static void awaitFirst() {
    await(1, FIRST_SECONDS);
  }

  private static void await(long count, double seconds) {
    long end = System.nanoTime() + (long) (seconds * NANOS);
    while (Job.DONE.sum() < count && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    if (Job.DONE.sum() == 0) {
      throw new IllegalStateException("no message was handled within " + seconds + " s");
    }
  }
}
