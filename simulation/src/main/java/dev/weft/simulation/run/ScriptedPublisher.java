package dev.weft.simulation.run;

import dev.weft.PublishReceipt;
import dev.weft.Publisher;
import dev.weft.TransportException;
import dev.weft.codec.StringCodec;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.scenario.Shape;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Publishes beside the handlers of a replica, as a service does that has other work as well. */
final class ScriptedPublisher {

  private static final int MESSAGES = 8;
  private static final Duration PAUSE = Duration.ofMillis(700);

  private final Place place;

  /** In one incarnation of a replica. */
  ScriptedPublisher(Place place) {
    this.place = place;
  }

  /** Publishes some, with pauses. */
  void run(WorkerRuntime runtime) throws InterruptedException {
    Publisher<String> publisher = runtime.publisher(StringCodec.INSTANCE);
    for (int i = 1; i <= MESSAGES; i++) {
      String payload = place.replica() + "/" + i;
      boolean aside = i % 2 == 0;
      place.tell(new Happening.Sent(payload, publish(publisher, payload, aside)));
      place.machine().sleep(PAUSE.toNanos());
    }
  }

  private static boolean publish(Publisher<String> publisher, String payload, boolean aside)
      throws InterruptedException {
    String subject = Shape.OUT + Shape.PUBLISHER;
    try {
      PublishReceipt unused =
          aside
              ? publisher.publishAsync(subject, payload).get()
              : publisher.publish(subject, payload);
      return true;
    } catch (ExecutionException | TransportException | OutOfMemoryError e) {
      return false; // it may be stored all the same
    }
  }
}
