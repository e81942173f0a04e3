package dev.weft.simulation.machine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Waits for letters: rightly, or with one of the mistakes that such classes have. */
@SuppressWarnings({"NonAtomicVolatileUpdate", "WaitNotInLoop"}) // some of these are the mistakes
final class Letterbox {

  /** What is wrong with it. */
  enum Mistake {
    NONE,
    /** It looks at the letters before it takes the lock, and not again. */
    LOST_WAKE_UP,
    /** It reads the number and writes it back, as if that were one step. */
    LOST_UPDATE,
    /** It leaves without giving the permit back if there is no letter. */
    LOST_PERMIT
  }

  private final Mistake mistake;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final Semaphore permits = new Semaphore(1);
  private final AtomicInteger received = new AtomicInteger();
  private volatile int letters;

  Letterbox(Mistake mistake, SimulatedMachine machine) {
    this.mistake = mistake;
    this.changed = machine.condition(lock);
  }

  void post() {
    lock.lock();
    try {
      letters++;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (mistake == Mistake.LOST_UPDATE) {
      received.set(received.get() + 1);
    } else {
      received.incrementAndGet();
    }
  }

  void take() throws InterruptedException {
    if (mistake == Mistake.LOST_WAKE_UP) {
      if (letters == 0) {
        lock.lock();
        try {
          changed.await();
        } finally {
          lock.unlock();
        }
      }
      return;
    }
    lock.lock();
    try {
      while (letters == 0) {
        changed.await();
      }
      letters--;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a letter if there is one. */
  boolean poll() throws InterruptedException {
    permits.acquire();
    if (letters == 0 && mistake == Mistake.LOST_PERMIT) {
      return false;
    }
    try {
      return letters > 0;
    } finally {
      permits.release();
    }
  }

  int received() {
    return received.get();
  }

  boolean isIdle() {
    return permits.availablePermits() == 1;
  }
}
