package dev.weft.app;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A start that a signal may end: until it has succeeded a signal interrupts the thread that starts,
 * and from then on it stops what was started. Made by that thread.
 */
final class Starting {

  private record Started(Runnable stop, Runnable stopNow) {}

  private final Thread starter = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Started started; // guarded by the lock, as what follows
  private boolean ended;

  /** Ends the start, or stops what was started; may block as its stop does. */
  void stop() {
    Started running = startedOrEnd();
    if (running != null) {
      running.stop.run();
    }
  }

  /** As {@link #stop}, without patience. */
  void stopNow() {
    Started running = startedOrEnd();
    if (running != null) {
      running.stopNow.run();
    }
  }

  /**
   * The start has succeeded.
   *
   * @return false if a signal came before, and what was started is to be closed
   */
  boolean succeeded(Runnable stop, Runnable stopNow) {
    lock.lock();
    try {
      if (!isEnded()) {
        started = new Started(stop, stopNow);
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a signal came before the start had succeeded; clears the interrupt it made. */
  boolean isEnded() {
    lock.lock();
    try {
      if (ended) {
        Thread.interrupted();
      }
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Started startedOrEnd() {
    lock.lock();
    try {
      if (started == null) {
        ended = true;
        starter.interrupt();
      }
      return started;
    } finally {
      lock.unlock();
    }
  }
}
