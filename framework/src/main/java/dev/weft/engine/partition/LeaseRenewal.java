package dev.weft.engine.partition;

import dev.weft.TransportException;
import dev.weft.engine.Notifier;
import dev.weft.engine.partition.PartitionedWorker.Wish;
import dev.weft.transport.Failure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews one replica's leases, and has its partitions served as the replicas then agree: starts the
 * workers of those that it has gained, drains those that others are to have, and releases those
 * that are drained.
 *
 * <p>One thread renews, any may ask. The renewing thread neither logs nor takes a lock for which
 * virtual threads wait: whatever blocks, the leases are renewed.
 */
final class LeaseRenewal {

  private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);

  private static final String STARTING = "starting";

  private final PartitionsSpec spec;
  private final String me;
  private final LeaseClient client;
  private final LeaseGuard guard;
  private final PartitionWorkers workers;
  private final Notifier notifier;
  private final Supplier<Wish> wish;
  private final OwnershipLog ownership;
  private volatile @Nullable String problem = STARTING;
  private Set<Integer> releasing = Set.of(); // by the present update
  private List<String> toldOwners = List.of();

  /**
   * Nothing agreed on yet.
   *
   * @param guard told of each renewal
   * @param notifier logs what happens
   * @param wish what the replica is to do; it may change at any time
   */
  LeaseRenewal(
      PartitionsSpec spec,
      LeaseClient client,
      LeaseGuard guard,
      PartitionWorkers workers,
      Notifier notifier,
      Supplier<Wish> wish) {
    this.spec = spec;
    this.me = spec.member();
    this.client = client;
    this.guard = guard;
    this.workers = workers;
    this.notifier = notifier;
    this.wish = wish;
    this.ownership = new OwnershipLog(spec);
  }

  /** Whether the others count on this replica. */
  boolean areTaken() {
    return client.isTaken();
  }

  /** Why the leases are not renewed; empty if they are. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Renews the leases, and does what follows; false if the others may not know of it. */
  boolean renew() {
    try {
      LeaseUpdate update = client.update(this::keepWhatIsOurs, this::change);
      guard.renewed(update.at());
      if (problem != null && !STARTING.equals(problem)) {
        notifier.tell(() -> log.info("handler {}: its leases are renewed again", spec.name()));
      }
      problem = null;
      tellOwners(update);
      follow(update.after());
      return true;
    } catch (Throwable thrown) {
      // Not only TransportException: whatever it is, the guard ends what is in flight.
      Failure failure = Failure.of(thrown);
      String what = "its leases cannot be renewed: " + failure.message().orElse(failure.describe());
      if (!what.equals(problem)) {
        String text = failure.is(TransportException.class) ? what : what + "\n" + failure.stack();
        notifier.tell(() -> log.warn("handler {}: {}", spec.name(), text));
      }
      problem = what;
      return false;
    }
  }

  // Telling takes a thread, and most updates say what the last one has said.
  private void tellOwners(LeaseUpdate update) {
    List<String> owners = update.after().owners();
    if (!owners.equals(toldOwners) || !owners.equals(update.before().owners())) {
      toldOwners = owners;
      String why = why();
      notifier.tell(() -> ownership.log(update, why));
    }
  }

  private void keepWhatIsOurs(Assignment present) {
    Set<Integer> lost = workers.keepOnly(present.partitionsOf(me));
    if (!lost.isEmpty()) {
      notifier.tell(
          () ->
              log.warn(
                  "handler {}: {} not its own any more, since the others have not heard of it for"
                      + " {} s: what was at work is interrupted",
                  spec.name(),
                  spec.isWhole() ? "it is" : "partitions " + lost + " are",
                  spec.lease().toSeconds()));
    }
  }

  private Assignment change(Assignment present) {
    releasing = workers.drained();
    if (wish.get() == Wish.TAKE) {
      return present.beat(me, spec.lease()).release(me, releasing).claim(me);
    }
    Set<Integer> running = workers.running();
    SortedSet<Integer> ended = present.partitionsOf(me);
    ended.removeAll(running);
    return running.isEmpty()
        ? present.drop(Set.of(me))
        : present.beat(me, spec.lease()).release(me, ended);
  }

  // No worker starts for what is only hoped for: it is written by now.
  private void follow(Assignment agreed) {
    workers.released(releasing);
    if (wish.get() != Wish.TAKE) {
      return;
    }
    SortedSet<Integer> own = agreed.partitionsOf(me);
    workers.drain(agreed.surplus(me, workers.draining()));
    if (guard.isOpen()) {
      own.forEach(workers::start);
    }
  }

  private String why() {
    return switch (wish.get()) {
      case TAKE -> "others have less";
      case PAUSE -> "the handler is paused here";
      case STOP -> "this replica stops";
    };
  }
}
