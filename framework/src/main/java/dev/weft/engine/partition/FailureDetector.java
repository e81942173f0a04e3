package dev.weft.engine.partition;

import dev.weft.engine.partition.Assignment.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tells which replicas are silent: whose heartbeat, a counter in the document of leases, has stood
 * still for their own lease, by this replica's clock. Only the thread that renews the leases uses
 * it.
 */
final class FailureDetector {

  /** A beat, since when it is known, and for how long it may stand still. */
  private record Sighting(long beat, long since, long lease) {

    Sighting anew(long now) {
      return new Sighting(beat, now, lease);
    }
  }

  private final String self;
  private final long ownLease;
  private Map<String, Sighting> seen = new HashMap<>();
  private long lookedAt;
  private boolean isForgotten; // the times, not the leases

  /**
   * Nobody seen yet.
   *
   * @param lease the replica's own, taken for that of others which have not said theirs
   */
  FailureDetector(String self, Duration lease) {
    this.self = self;
    this.ownLease = lease.toNanos();
  }

  /**
   * Looks at all beats.
   *
   * @param now nanoseconds by a clock that does not go back
   * @return the other members whose beats have stood still for their leases, all of it looked at
   */
  SortedSet<String> silent(Assignment present, long now) {
    if (isForgotten) {
      seen.replaceAll((name, last) -> last.anew(now));
    }
    long sinceLastLook = isForgotten ? 0 : now - lookedAt;
    isForgotten = false;
    lookedAt = now;
    var next = new HashMap<String, Sighting>();
    present
        .members()
        .forEach((name, member) -> next.put(name, look(name, member, sinceLastLook, now)));
    seen = next;
    return seen.entrySet().stream()
        .filter(one -> !one.getKey().equals(self))
        .filter(one -> now - one.getValue().since() >= one.getValue().lease())
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What could not be looked at says nothing: every beat is counted anew. */
  void forget() {
    isForgotten = true;
  }

  private Sighting look(String name, Member member, long sinceLastLook, long now) {
    Sighting last = seen.get(name);
    // An older version that writes the document leaves the others' leases out of it.
    long lease =
        member.lease().map(Duration::toNanos).orElse(last == null ? ownLease : last.lease());
    // This process itself may have stood still, and the others with it.
    boolean wasLookedAt = sinceLastLook <= lease / 2;
    long since = last != null && last.beat() == member.beat() && wasLookedAt ? last.since() : now;
    return new Sighting(member.beat(), since, lease);
  }
}
