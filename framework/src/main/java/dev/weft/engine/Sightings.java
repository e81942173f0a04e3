package dev.weft.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * When one replica has seen each other one's beat go on, by its own clock. Only its ticking thread
 * uses it.
 */
final class Sightings {

  private record Sighting(long beat, long since) {}

  private final String self;
  private final long lease;
  private Map<String, Sighting> seen = new HashMap<>();
  private long lookedAt;

  /**
   * Nobody seen yet.
   *
   * @param lease how long a beat may stand still
   */
  Sightings(String self, Duration lease) {
    this.self = self;
    this.lease = lease.toNanos();
  }

  /**
   * Looks at all beats.
   *
   * @param now nanoseconds by a clock that does not go back
   * @return the other members whose beats have stood still for a lease, all of it looked at
   */
  SortedSet<String> silent(Assignment present, long now) {
    if (now - lookedAt > lease / 2) {
      forget(); // this process itself may have stood still, and the others with it
    }
    lookedAt = now;
    var next = new HashMap<String, Sighting>();
    present
        .members()
        .forEach(
            (member, beat) -> {
              Sighting last = seen.get(member);
              next.put(
                  member, last != null && last.beat() == beat ? last : new Sighting(beat, now));
            });
    seen = next;
    return seen.entrySet().stream()
        .filter(one -> !one.getKey().equals(self) && now - one.getValue().since() >= lease)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What could not be looked at says nothing: every beat is counted anew. */
  void forget() {
    seen = new HashMap<>();
  }
}
