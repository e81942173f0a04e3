package dev.weft.simulation.run;

import java.util.HashMap;
import java.util.Map;

/** Counts the calls of each handler with each message, over all replicas of a run. */
final class Calls {

  private record Place(String handler, int message) {}

  private final Map<Place, Integer> made = new HashMap<>();

  /** One more; the first is 1. */
  int next(String handler, int message) {
    return made.merge(new Place(handler, message), 1, Integer::sum);
  }
}
