package dev.weft.engine.dispatch;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many attempts messages with a key had here before they went back to the server, which counts
 * its deliveries only. Without it a worker that is resumed would begin to count anew. Guarded by
 * {@link KeyedSchedule}'s lock.
 */
final class AttemptsMade {

  private static final int MOST = 10_000;

  // A stream that is created anew begins its sequences again, so the time is part of it.
  private record Place(StreamPosition position, Instant stored) {}

  private final Map<Place, Integer> made = new LinkedHashMap<>();

  /** The message goes back. */
  void remember(KeyedDelivery delivery) {
    int attempts = delivery.attemptsMade();
    if (attempts > 0) {
      made.put(place(delivery), attempts);
      if (made.size() > MOST) {
        made.remove(made.keySet().iterator().next());
      }
    }
  }

  /** The message is here again; 0 if nothing is known of it. */
  int recall(Delivery delivery) {
    Integer attempts = made.isEmpty() ? null : made.remove(place(delivery));
    return attempts == null ? 0 : attempts;
  }

  private static Place place(Delivery delivery) {
    return new Place(delivery.position().orElseThrow(), delivery.timestamp());
  }
}
