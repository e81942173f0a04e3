package dev.weft.engine;

import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Waits that an interrupt does not cut short, for a stop that has to run to its end. */
public final class Uninterruptibly {

  private Uninterruptibly() {}

  /** Waits for the latch, and restores the thread's interrupt flag. */
  public static void await(CountDownLatch latch) {
    keepWaiting(
        () -> {
          latch.await();
          return true;
        });
  }

  /**
   * Waits for the latch, and restores the thread's interrupt flag.
   *
   * @return false if the time was over first
   */
  public static boolean await(Machine machine, CountDownLatch latch, Duration limit) {
    long deadline = machine.nanoTime() + limit.toNanos();
    return keepWaiting(() -> machine.await(latch, deadline - machine.nanoTime()));
  }

  /**
   * Waits for the thread's end, and restores the calling thread's interrupt flag. One that is not
   * started is not waited for.
   */
  public static void join(Thread thread) {
    keepWaiting(
        () -> {
          thread.join();
          return true;
        });
  }

  /**
   * Waits for the thread's end, and restores the calling thread's interrupt flag.
   *
   * @return false if the time was over first
   */
  public static boolean join(Machine machine, Thread thread, Duration limit) {
    long deadline = machine.nanoTime() + limit.toNanos();
    return keepWaiting(() -> machine.join(thread, deadline - machine.nanoTime()));
  }

  private interface Wait {
    boolean isOver() throws InterruptedException;
  }

  private static boolean keepWaiting(Wait wait) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.isOver();
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
