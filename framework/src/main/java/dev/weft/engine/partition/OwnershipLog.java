package dev.weft.engine.partition;

import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what one replica serves, a line for each partition that changes hands. Where one
 * partition has everything, it also says which replica is active while this one stands by. One
 * thread uses it.
 */
final class OwnershipLog {

  private static final Logger log = LoggerFactory.getLogger(OwnershipLog.class);

  private final PartitionsSpec spec;
  private String active = Assignment.NOBODY; // where there is one partition

  OwnershipLog(PartitionsSpec spec) {
    this.spec = spec;
  }

  /**
   * The leases were updated.
   *
   * @param why the reason for what the replica has released
   */
  void log(LeaseUpdate update, String why) {
    SortedSet<Integer> had = update.before().partitionsOf(spec.member());
    SortedSet<Integer> has = update.after().partitionsOf(spec.member());
    without(has, had).forEach(partition -> gained(update.before(), partition));
    without(had, has).forEach(partition -> released(partition, why));
    if (spec.isWhole()) {
      standsBy(update.after().owners().getFirst());
    }
  }

  private void gained(Assignment before, int partition) {
    String former = before.owners().get(partition);
    String how =
        former.equals(Assignment.NOBODY)
            ? "it was free"
            : "taken over from %s, which was not heard of for %s s"
                .formatted(former, before.leaseOf(former).orElse(spec.lease()).toSeconds());
    if (spec.isWhole()) {
      log.info(
          "handler {}: at work in this replica, {}, and others stand by; {}",
          spec.name(),
          spec.member(),
          how);
    } else {
      log.info("handler {}: partition {}: gained; {}", spec.name(), partition, how);
    }
  }

  private void released(int partition, String why) {
    log.info("handler {}: {}released; {}", spec.name(), spec.label(partition), why);
  }

  private void standsBy(String owner) {
    boolean isAnother = !owner.equals(Assignment.NOBODY) && !owner.equals(spec.member());
    if (isAnother && !owner.equals(active)) {
      log.info(
          "handler {}: this replica, {}, stands by; {} is at work",
          spec.name(),
          spec.member(),
          owner);
    }
    active = owner;
  }

  private static SortedSet<Integer> without(SortedSet<Integer> all, SortedSet<Integer> some) {
    var left = new TreeSet<>(all);
    left.removeAll(some);
    return left;
  }
}
