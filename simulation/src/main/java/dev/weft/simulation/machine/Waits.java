package dev.weft.simulation.machine;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How a simulated thread waits. */
final class Waits {

  private final Scheduler scheduler;

  Waits(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Blocks until what is waited for has come, which is tried on the calling thread, or until the
   * time is over. What the JDK does first comes first: an interrupt, then success, then the end of
   * the time.
   *
   * @param attempt takes what is waited for, if it can
   * @param condition whether an attempt is worth it; asked on the owner's thread
   */
  boolean until(BooleanSupplier attempt, BooleanSupplier condition, long nanos, Object blocker)
      throws InterruptedException {
    Strand strand = strand();
    scheduler.preemption().point();
    throwIfInterrupted();
    if (attempt.getAsBoolean()) {
      return true;
    }
    if (nanos <= 0) {
      return false;
    }
    long deadline = deadline(nanos);
    var watch = new Watches.Watch(strand, condition);
    scheduler.watches().add(watch);
    Agenda.Entry alarm = alarm(strand, nanos);
    try {
      while (true) {
        LockSupport.park(blocker);
        throwIfInterrupted();
        if (attempt.getAsBoolean()) {
          return true;
        }
        if (now() >= deadline) {
          return false;
        }
      }
    } finally {
      alarm.cancel();
      scheduler.watches().remove(watch);
    }
  }

  /** Blocks for that long, whatever wakes the thread but an interrupt. */
  void sleep(long nanos) throws InterruptedException {
    if (nanos <= 0) {
      return;
    }
    Strand strand = strand();
    scheduler.preemption().point();
    throwIfInterrupted();
    long deadline = deadline(nanos);
    Agenda.Entry alarm = alarm(strand, nanos);
    try {
      while (now() < deadline) {
        LockSupport.park(this);
        throwIfInterrupted();
      }
    } finally {
      alarm.cancel();
    }
  }

  /** Blocks until the thread is unparked or interrupted, or the time is over, or for no reason. */
  void park(@Nullable Object blocker, long nanos) {
    Strand strand = strand();
    scheduler.preemption().point();
    if (nanos <= 0 || scheduler.preemption().isSpurious()) {
      return;
    }
    Agenda.Entry alarm = alarm(strand, nanos);
    try {
      LockSupport.park(blocker);
    } finally {
      alarm.cancel();
    }
  }

  /** The simulated time. */
  long now() {
    return scheduler.agenda().now();
  }

  /** Whether this wait is one that ends for no reason, in {@link #aMoment}. */
  boolean isSpurious() {
    return scheduler.preemption().isSpurious();
  }

  /** A short time, by seed. */
  long aMoment() {
    return scheduler.preemption().aMoment();
  }

  /** The moment at which that time is over. */
  long deadline(long nanos) {
    long now = now();
    return nanos <= 0 ? now : now + Math.min(nanos, Long.MAX_VALUE - now);
  }

  /** Wakes the thread when the time is over. */
  Agenda.Entry alarm(Strand strand, long nanos) {
    return scheduler.agenda().after(nanos, () -> LockSupport.unpark(strand.thread));
  }

  /** The calling thread. */
  Strand strand() {
    Strand strand = scheduler.preemption().running();
    if (strand == null) {
      throw new IllegalStateException(
          "thread "
              + Thread.currentThread().getName()
              + " waits by a simulated machine's time; expected one of its simulation's threads:"
              + " start it by Simulation.start, or by the machine");
    }
    return strand;
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
