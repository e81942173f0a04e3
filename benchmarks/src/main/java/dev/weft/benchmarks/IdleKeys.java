package dev.weft.benchmarks;

import java.util.Map;

/** Handles a message of each of many keys, and then none: what a key leaves behind on the heap. */
record IdleKeys(Place place, Subscription subscription) implements Contender {

  private static final double SETTLE_SECONDS = 1;

  @Override
  public Sample run(Task task) throws Exception {
    handleAll(task.small()).close();
    LiveHeap before = LiveHeap.now();
    try (AutoCloseable running = handleAll(task)) {
      double bytes = LiveHeap.now().since(before).bytes();
      return new Sample(Map.of(Measure.KEY_HEAP, bytes / task.most()));
    }
  }

  @Override
  public void close() {}

  private AutoCloseable handleAll(Task task) throws Exception {
    Job.DONE.reset();
    AutoCloseable running = subscription.begin(task);
    while (Job.DONE.sum() < task.most()) {
      Rest.seconds(SETTLE_SECONDS);
    }
    Rest.seconds(SETTLE_SECONDS);
    return running;
  }
}
