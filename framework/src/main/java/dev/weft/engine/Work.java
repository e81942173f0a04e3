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
  private final Thread thread = Thread.currentThread();
  private final long startedAt = System.nanoTime();
  private final Alarm alarm = new Alarm(thread);
  private final AtomicBoolean settled = new AtomicBoolean();
  private volatile @Nullable Thread waiter;

  /** Work that begins now, on the calling thread. */
  Work(Delivery delivery, Settler settler) {
    this.delivery = delivery;
    this.settler = settler;
  }

  Delivery delivery() {
    return delivery;
  }

  /** The thread its handler runs on. */
  Thread thread() {
    return thread;
  }

  /** The interrupt for when its time is up. */
  Alarm alarm() {
    return alarm;
  }

  /** How long it has been in work. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  boolean isSettled() {
    return settled.get();
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
      LockSupport.unpark(waiter);
    } else if (!(outcome instanceof Outcome.Ack)) {
      settler.settledBefore(delivery, outcome);
    }
  }

  /** Starts the ack wait anew; without effect once the work is settled. */
  void extend() {
    delivery.extend();
  }

  /**
   * Waits until the work is settled or has been at work for so long.
   *
   * @return whether it is settled
   */
  boolean awaitSettled(Duration limit) throws InterruptedException {
    waiter = Thread.currentThread();
    while (!settled.get()) {
      long left = limit.minus(age()).toNanos();
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
