package dev.weft.memory;

import dev.weft.TransportException;
import dev.weft.machine.Machine;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The one lock around all that a transport has.
 *
 * <p>Streams, consumers and their parts are touched only under it. That makes every step of theirs
 * as atomic as the server's own, and costs nothing that a test or a demo would feel.
 */
final class Guard {

  private static final long A_MOMENT = 50_000;

  private final Machine machine;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean open = true;

  /** The guard of one that is open. */
  Guard(Machine machine) {
    this.machine = machine;
  }

  /** The machine that the transport is on, by whose time callers wait. */
  Machine machine() {
    return machine;
  }

  Condition condition() {
    return machine.condition(lock);
  }

  void lockInterruptibly() throws InterruptedException {
    lock.lockInterruptibly();
  }

  void unlock() {
    lock.unlock();
  }

  /** Does the work under the lock, whether or not the thread is interrupted. */
  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Does the work under the lock, whether or not the thread is interrupted. */
  void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #locked(Runnable)}, but does not line up: before it in the line may be a virtual
   * thread that finds no carrier.
   */
  void lockedOutOfTurn(Runnable work) {
    while (!lock.tryLock()) {
      machine.parkNanos(this, A_MOMENT);
    }
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    return open;
  }

  void close() {
    open = false;
  }

  /** Refuses what needs a transport that is open. */
  void checkOpen(String what) {
    if (!open) {
      throw TransportException.lasting(
          what + ": the memory transport is closed; keep it open for as long as it is used", null);
    }
  }
}
