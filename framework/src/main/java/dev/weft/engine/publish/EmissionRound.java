package dev.weft.engine.publish;

import dev.weft.TransportException;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a handler emits for one message: numbered, counted until it is stored, and then
 * forgotten, save for the first failure.
 */
final class EmissionRound {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  // All are guarded by the lock.
  private int last;
  private int unanswered;
  private int failedNumber;
  private String failedSubject = "";
  private @Nullable Throwable failure;

  /**
   * A round of which nothing is sent.
   *
   * @param last the number of the last emission before it
   */
  EmissionRound(Machine machine, int last) {
    this.changed = machine.condition(lock);
    this.last = last;
  }

  /** Another one is about to be sent; its number. */
  int begin() {
    lock.lock();
    try {
      unanswered++;
      return ++last;
    } finally {
      lock.unlock();
    }
  }

  /** It is stored, or has failed. */
  void end(int number, String subject, @Nullable Throwable failed) {
    lock.lock();
    try {
      unanswered--;
      if (failed != null && failure == null) {
        failure = failed;
        failedNumber = number;
        failedSubject = subject;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The number of the last emission so far. */
  int last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all is stored.
   *
   * @param heard is told of a failure
   * @throws TransportException as soon as something is known not to be stored
   */
  void await(Emissions.Heard heard) throws InterruptedException {
    Throwable failed;
    lock.lockInterruptibly();
    try {
      while (unanswered > 0 && failure == null) {
        changed.await();
      }
      failed = failure;
    } finally {
      lock.unlock();
    }
    if (failed != null) { // the first one stays
      TransportException told = failure(failed);
      heard.failed(failedSubject, told);
      throw told;
    }
  }

  private TransportException failure(Throwable cause) {
    String text = "emission " + failedNumber + " failed: " + Failure.of(cause).text();
    return cause instanceof TransportException known
        ? TransportException.of(text, known)
        : TransportException.passing(text, cause);
  }
}
