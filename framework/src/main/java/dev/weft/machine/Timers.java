package dev.weft.machine;

/**
 * Runs what comes due, one task after the other, on one thread that is there only while there is
 * something to come. What a task throws ends its coming round: a task has to catch it.
 *
 * <p>Any thread may call any method; none blocks.
 */
public interface Timers extends AutoCloseable {

  /** What was asked for. */
  @FunctionalInterface
  interface Timer {

    /** It is not run again; if it runs just now, it finishes. */
    void cancel();
  }

  /**
   * Runs the task each time the interval is over, first after one interval. What could not run in
   * time is made up for, one run after the other.
   *
   * @param nanos more than 0
   * @throws java.util.concurrent.RejectedExecutionException if closed
   */
  Timer every(long nanos, Runnable task);

  /**
   * Runs the task once, after that time.
   *
   * @param nanos with 0 or less it runs at once, on the timers' thread
   * @throws java.util.concurrent.RejectedExecutionException if closed
   */
  Timer after(long nanos, Runnable task);

  /** Drops all that has not begun, and interrupts what runs. Without effect the second time. */
  @Override
  void close();
}
