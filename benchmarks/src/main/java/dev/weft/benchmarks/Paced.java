package dev.weft.benchmarks;

/**
 * Takes what comes at a steady pace. What was published before it took its first message, and what
 * comes soon after, is left out: there what a start begins is going on beside it.
 */
record Paced(Place place, Subscription subscription) implements Contender {

  private static final double RUN_IN_SECONDS = 0.5;
  private static final long CAUGHT_UP_NANOS = 100_000_000;
  private static final int MOST_RUN_INS = 40;

  @Override
  public Sample run(Task task) throws Exception {
    Job.DONE.reset();
    try (AutoCloseable running = subscription.begin(task)) {
      Consuming.awaitFirst();
      runIn();
      Job.LATENCIES.clear();
      long before = Job.DONE.sum();
      var meter = new Meter(place.server());
      Rest.seconds(task.seconds());
      long count = Job.DONE.sum() - before; // now: it goes on
      return meter.end().perMessage(count).and(Job.LATENCIES.values());
    }
  }

  @Override
  public void close() {}

  // What was published before it began is a backlog, which a busy machine works off slowly.
  private static void runIn() {
    for (int i = 0; i < MOST_RUN_INS; i++) {
      Job.LATENCIES.clear();
      Rest.seconds(RUN_IN_SECONDS);
      if (Job.LATENCIES.latestNanos() < CAUGHT_UP_NANOS) {
        return;
      }
    }
  }
}
