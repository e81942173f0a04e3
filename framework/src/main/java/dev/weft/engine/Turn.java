package dev.weft.engine;

import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one replica has changed, and all agree on.
 *
 * @param before what was agreed on
 * @param after what is now
 * @param at when it was sent, in nanoseconds: until a lease from then on nobody else drops us
 */
record Turn(Assignment before, Assignment after, long at) {

  private static final Logger log = LoggerFactory.getLogger(Turn.class);

  /**
   * Says which partitions have changed hands, a line for each.
   *
   * @param why the reason for what the member has released
   */
  void log(String handler, String member, Duration lease, String why) {
    SortedSet<Integer> had = before.partitionsOf(member);
    SortedSet<Integer> has = after.partitionsOf(member);
    for (int partition : without(has, had)) {
      String former = before.owners().get(partition);
      if (former.equals(Assignment.NOBODY)) {
        log.info("handler {}: partition {}: gained; it was free", handler, partition);
      } else {
        log.info(
            "handler {}: partition {}: taken over from {}, which was not heard of for {} s",
            handler,
            partition,
            former,
            lease.toSeconds());
      }
    }
    for (int partition : without(had, has)) {
      log.info("handler {}: partition {}: released; {}", handler, partition, why);
    }
  }

  private static SortedSet<Integer> without(SortedSet<Integer> all, SortedSet<Integer> some) {
    var left = new TreeSet<>(all);
    left.removeAll(some);
    return left;
  }
}
