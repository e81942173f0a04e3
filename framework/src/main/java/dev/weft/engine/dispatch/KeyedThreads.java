package dev.weft.engine.dispatch;

import dev.weft.transport.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The threads that serve mailboxes: how many there are, and whether one is on its way to its first
 * message. Guarded by {@link KeyedSchedule}'s lock.
 */
final class KeyedThreads {

  private final SlotThreads threads;
  private final int most;
  private int count;
  private boolean coming;
  private @Nullable Failure notStarted; // until it is logged

  /**
   * No thread yet.
   *
   * @param most how many there may be
   */
  KeyedThreads(SlotThreads threads, int most) {
    this.threads = threads;
    this.most = most;
  }

  /**
   * Starts one, unless there are as many as there may be, or one is on its way: others would often
   * come too late.
   */
  void startNext(Runnable task) {
    if (!coming && count < most) {
      coming = start(task);
    }
  }

  /** Starts one; false if none could be started. */
  boolean start(Runnable task) {
    Failure failure = threads.start(task);
    if (failure != null) {
      notStarted = failure;
      return false;
    }
    count++; // under the lock, which the new thread asks for before it ends
    return true;
  }

  /** The one that was on its way looks for its first message. */
  void arrived() {
    coming = false;
  }

  /** One ends, or is abandoned. */
  void ended() {
    count--;
  }

  boolean isNone() {
    return count == 0;
  }

  /** Whether one could not be started, which is not logged yet. */
  boolean hasFailure() {
    return notStarted != null;
  }

  /** What is to be logged, by {@link #log}, once the lock is free; null if nothing is. */
  @Nullable Failure takeFailure() {
    Failure taken = notStarted;
    notStarted = null;
    return taken;
  }

  /** Says in the log that none could be started. Not under the lock. */
  void log(Failure failure) {
    threads.logNotStarted(failure);
  }
}
