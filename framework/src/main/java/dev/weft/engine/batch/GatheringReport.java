package dev.weft.engine.batch;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;

/**
 * Tells the observer how many messages gather, one thread at a time and without the lock of the
 * {@link Batches}: an observer may block.
 */
final class GatheringReport {

  private final HandlerId handler;
  private final Gathering<?> gathering;
  private final Lock lock;
  private final Observer observer;
  private final AtomicBoolean telling = new AtomicBoolean();
  private volatile boolean untold;

  /**
   * A report with nothing to tell yet.
   *
   * @param lock guards the gathering
   */
  GatheringReport(HandlerId handler, Gathering<?> gathering, Lock lock, Observer observer) {
    this.handler = handler;
    this.gathering = gathering;
    this.lock = lock;
    this.observer = observer;
  }

  /** What gathers may be another number now. */
  void changed() {
    untold = true;
  }

  /** Tells it if it has changed; not under the lock. */
  void tell() {
    while (untold && telling.compareAndSet(false, true)) {
      try {
        gatheringNow().run();
      } finally {
        telling.set(false);
      }
    }
  }

  private Runnable gatheringNow() {
    lock.lock();
    try {
      untold = false;
      return gathering.telling(handler, observer);
    } finally {
      lock.unlock();
    }
  }
}
