package dev.weft.simulation.run;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of each handler with each message, over all replicas of a run, and knows where
 * each message was begun first.
 */
final class Calls {

  private record Place(String handler, int message) {}

  private final Map<Place, Integer> made = new HashMap<>();
  private final Map<Integer, String> first = new HashMap<>();
  private final Map<Integer, CountDownLatch> begun = new HashMap<>();

  /** One more, in this incarnation of a replica; the first is 1. */
  int next(String handler, int message, String replica) {
    first.putIfAbsent(message, replica);
    begun(message).countDown();
    return made.merge(new Place(handler, message), 1, Integer::sum);
  }

  /** How many there were. */
  int made(String handler, int message) {
    return made.getOrDefault(new Place(handler, message), 0);
  }

  /** Open once the first call with a message has begun. */
  CountDownLatch begun(int message) {
    return begun.computeIfAbsent(message, number -> new CountDownLatch(1));
  }

  /** The incarnation of a replica that was the first to begin a message; null before that. */
  @Nullable String first(int message) {
    return first.get(message);
  }
}
