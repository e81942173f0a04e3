package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One delivery in work, settled once. The handler's thread brings it to an end; with manual
 * acknowledgement any other thread may settle it later.
 */
final class Work {

  private final Delivery delivery;
  private final Settler settler;
  private final long ackWaitNanos;
  private final AtomicBoolean settled = new AtomicBoolean();
  private volatile long letGoAt;
  private volatile @Nullable Thread waiter;

  Work(Delivery delivery, Settler settler, Duration ackWait) {
    this.delivery = delivery;
    this.settler = settler;
    this.ackWaitNanos = ackWait.toNanos();
    this.letGoAt = System.nanoTime() + ackWaitNanos;
  }

  Delivery delivery() {
    return delivery;
  }

  /** Settles by the handler's own word; a second one changes nothing and is logged. */
  void settle(Outcome outcome) {
    if (settled.compareAndSet(false, true)) {
      settler.settle(delivery, outcome);
      LockSupport.unpark(waiter);
    } else {
      settler.settledBefore(delivery, outcome);
    }
  }

  /** Settles by what the handler's call came to, which an earlier word of its own goes before. */
  void conclude(Outcome outcome) {
    if (settled.compareAndSet(false, true)) {
      settler.settle(delivery, outcome);
    } else if (!(outcome instanceof Outcome.Ack)) {
      settler.settledBefore(delivery, outcome);
    }
  }

  /** Starts the ack wait anew, on the server and here. */
  void extend() {
    if (!settled.get()) {
      letGoAt = System.nanoTime() + ackWaitNanos;
      delivery.extend();
    }
  }

  /**
   * Waits until the work is settled or its ack wait is over; from then on the server gives the
   * message to somebody else, so there is nothing left to wait for.
   *
   * @return whether it is settled
   */
  boolean awaitSettled() throws InterruptedException {
    waiter = Thread.currentThread();
    while (!settled.get()) {
      long left = letGoAt - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }
}
