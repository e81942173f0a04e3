package dev.weft.engine.partition;

import dev.weft.engine.Notifier;
import dev.weft.engine.Threads;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.UserCode;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a replica has in flight before its leases end and another replica may take over: looks
 * how long ago the leases were renewed when something could be due, and ten times a second from
 * then on. Its platform thread runs whatever handlers do, takes no lock, and neither logs nor calls
 * an observer.
 */
public final class LeaseGuard implements AutoCloseable {

  /** What has to end before the lease does. Neither method takes a lock, logs, or blocks. */
  public interface Guarded {

    /**
     * Has all workers take no more; returns what that began, nothing if they had stopped before.
     */
    Collection<?> stopAll();

    /** Interrupts what is in flight; returns for which partitions that was new. */
    Collection<?> interruptAll();
  }

  private static final Logger log = LoggerFactory.getLogger(LeaseGuard.class);

  // Of the lease that is left: time for open pulls to end, after which nothing comes any more, and
  // time for handlers to end once they are interrupted.
  private static final Duration STOP_BEFORE = Duration.ofSeconds(4);
  private static final Duration INTERRUPT_BEFORE = Duration.ofMillis(1_200);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Machine machine;
  private final String handler;
  private final Duration lease;
  private final Guarded workers;
  private final Notifier notifier;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long since;

  /**
   * A guard that begins when {@link #start} is called.
   *
   * @param notifier logs what it does
   */
  public LeaseGuard(
      Machine machine, String handler, Duration lease, Guarded workers, Notifier notifier) {
    this.machine = machine;
    this.since = machine.nanoTime();
    this.handler = handler;
    this.lease = lease;
    this.workers = workers;
    this.notifier = notifier;
  }

  /** Begins to look. */
  public void start() {
    Threads.platform(machine, "weft-" + handler + "-lease-guard", this::look).start();
  }

  /** The leases were renewed, by what was sent at this time. */
  void renewed(long at) {
    since = at;
  }

  /** Whether there is enough of the lease left to begin with anything. */
  boolean isOpen() {
    return left() > STOP_BEFORE.toNanos();
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed.countDown();
  }

  private long left() {
    return lease.toNanos() - (machine.nanoTime() - since);
  }

  // Whatever one look throws, the next one comes: without it two replicas could have a partition.
  private void look() {
    while (closed.getCount() > 0) {
      Failure failure = UserCode.run(this::lookOnce);
      if (failure != null) {
        notifier.tell(
            () ->
                log.error(
                    "handler {}: its lease guard failed, and looks again: {}",
                    handler,
                    failure.stack()));
      }
      Uninterruptibly.await(machine, closed, untilNextLook());
    }
  }

  // A renewal only puts off what is due.
  private Duration untilNextLook() {
    return Duration.ofNanos(Math.max(LOOK.toNanos(), left() - STOP_BEFORE.toNanos()));
  }

  private void lookOnce() {
    long left = left();
    if (left <= INTERRUPT_BEFORE.toNanos()) {
      if (!workers.interruptAll().isEmpty()) {
        notifier.tell(
            () ->
                log.warn(
                    "handler {}: its leases are about to end: what was at work is interrupted",
                    handler));
      }
    } else if (left <= STOP_BEFORE.toNanos() && !workers.stopAll().isEmpty()) {
      notifier.tell(
          () ->
              log.warn(
                  "handler {}: its leases could not be renewed for {} s: it takes no more until they"
                      + " are",
                  handler,
                  lease.minusNanos(left).toSeconds()));
    }
  }
}
