package dev.weft.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that an interrupt does not cut short, for a stop that has to run to its end. */
public final class Uninterruptibly {

  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private Uninterruptibly() {}

  /** Waits for the latch, and restores the thread's interrupt flag. */
  public static void await(CountDownLatch latch) {
    await(latch, FOR_EVER);
  }

  /**
   * Waits for the latch, and restores the thread's interrupt flag.
   *
   * @return false if the time was over first
   */
  public static boolean await(CountDownLatch latch, Duration limit) {
    return keepWaiting(limit, nanos -> latch.await(nanos, TimeUnit.NANOSECONDS));
  }

  /** Waits for the thread's end, and restores the calling thread's interrupt flag. */
  public static void join(Thread thread) {
    join(thread, FOR_EVER);
  }

  /**
   * Waits for the thread's end, and restores the calling thread's interrupt flag.
   *
   * @return false if the time was over first
   */
  public static boolean join(Thread thread, Duration limit) {
    return keepWaiting(limit, nanos -> thread.join(Duration.ofNanos(nanos)));
  }

  private interface Wait {
    boolean upTo(long nanos) throws InterruptedException;
  }

  private static boolean keepWaiting(Duration limit, Wait wait) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.upTo(deadline - System.nanoTime());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
