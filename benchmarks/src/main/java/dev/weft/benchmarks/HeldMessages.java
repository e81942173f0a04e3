package dev.weft.benchmarks;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import java.util.Map;

/**
 * Handles some messages at full speed, since Weft receives as far ahead as a handler is fast, and
 * then none: what a message takes of the heap that is received and waits.
 */
record HeldMessages(Place place, Subscription subscription) implements Contender {

  private static final double LOOK_SECONDS = 1;
  private static final long FIRST = 50_000;

  @Override
  public Sample run(Task task) throws Exception {
    try (Connection connection = Nats.connect(place.url())) {
      JetStreamManagement management = connection.jetStreamManagement();
      Job.hold(1);
      end(subscription.begin(task.small()));
      LiveHeap before = LiveHeap.now();
      Job.hold(FIRST);
      AutoCloseable running = subscription.begin(task);
      try {
        long held = held(management, task);
        double bytes = LiveHeap.now().since(before).bytes();
        return new Sample(Map.of(Measure.HELD, (double) held, Measure.HELD_HEAP, bytes / held));
      } finally {
        end(running);
      }
    }
  }

  @Override
  public void close() {}

  private static void end(AutoCloseable running) throws Exception {
    Rest.seconds(LOOK_SECONDS);
    Job.release();
    running.close();
  }

  // Until no more come.
  private static long held(JetStreamManagement management, Task task) throws Exception {
    long before = 0;
    for (long held = -1; held != before; ) {
      before = held;
      Rest.seconds(LOOK_SECONDS);
      held = management.getConsumerInfo(task.stream(), task.consumer()).getNumAckPending();
    }
    return before;
  }
}
