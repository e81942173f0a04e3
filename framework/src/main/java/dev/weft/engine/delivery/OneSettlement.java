package dev.weft.engine.delivery;

import dev.weft.machine.Machine;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is settled once: the thread that begins the settlement makes it, and others may wait until
 * it is made. A base class rather than a field: so there is no further object for each message.
 */
abstract class OneSettlement {

  private enum Stage {
    OPEN,
    /** A thread sends it; the result is not known before that has returned. */
    UNDER_WAY,
    MADE
  }

  private static final long A_MOMENT = 1_000_000;

  private static final AtomicReferenceFieldUpdater<OneSettlement, Stage> STAGE =
      AtomicReferenceFieldUpdater.newUpdater(OneSettlement.class, Stage.class, "stage");

  final Machine machine;
  private volatile Stage stage = Stage.OPEN;
  private volatile @Nullable Thread waiter;

  OneSettlement(Machine machine) {
    this.machine = machine;
  }

  /** Whether it is settled, or a thread is about to settle it. */
  public boolean isSettled() {
    return stage != Stage.OPEN;
  }

  /** Whether the settlement is made, and its result known. */
  boolean isSettlementMade() {
    return stage == Stage.MADE;
  }

  /**
   * The calling thread is to settle it.
   *
   * @return false if another one has, or is about to
   */
  boolean beginSettlement() {
    return STAGE.compareAndSet(this, Stage.OPEN, Stage.UNDER_WAY);
  }

  /** The thread that began it has settled it, or has failed to. */
  void settlementMade() {
    stage = Stage.MADE;
    LockSupport.unpark(waiter);
  }

  /**
   * Waits until the settlement that a thread has begun is made. That takes a bounded time, and it
   * is rare that a thread waits for another's here, so looking again now and then will do.
   */
  void awaitSettlement() {
    boolean interrupted = false;
    while (!isSettlementMade()) {
      machine.parkNanos(this, A_MOMENT);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until the settlement is made, or the time is over and nobody has begun to settle it.
   *
   * @return whether it is settled
   */
  boolean awaitSettlement(LongSupplier nanosLeft) throws InterruptedException {
    waiter = Thread.currentThread();
    while (!isSettlementMade()) {
      long left = nanosLeft.getAsLong();
      if (left <= 0 && !isSettled()) {
        return false;
      }
      machine.parkNanos(this, Math.max(left, A_MOMENT));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }
}
