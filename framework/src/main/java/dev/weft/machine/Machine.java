package dev.weft.machine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.random.RandomGenerator;

/**
 * All that Weft takes from the machine it runs on: the time, waits that end by it, random numbers
 * and threads.
 *
 * <p>Nothing else asks the system for these, so that a whole runtime can run on a simulated
 * machine, whose clock jumps and whose threads are scheduled by a seed. Waits without a time limit
 * on locks, latches and the like need no door: they end by another thread's doing.
 *
 * <p>A wait of zero or less looks once, and does not block. One of {@link Long#MAX_VALUE} has no
 * end but what it waits for. Moments of {@link #nanoTime} are compared by their difference, as
 * those of {@link System#nanoTime}.
 *
 * <p>Safe for use by many threads.
 */
public interface Machine extends InstantSource {

  /** Longer than any runtime lives. */
  Duration FOR_EVER = Duration.ofDays(10_000);

  /** The machine that the process runs on. */
  static Machine real() {
    return RealMachine.INSTANCE;
  }

  /** Nanoseconds since some moment; never goes back. */
  long nanoTime();

  /** A condition whose timed waits go by this machine's time. */
  Condition condition(Lock lock);

  /**
   * Blocks until the latch is at zero.
   *
   * @return false if the time was over first
   */
  boolean await(CountDownLatch latch, long nanos) throws InterruptedException;

  /**
   * Blocks until that many permits are taken.
   *
   * @return false if the time was over first; none is taken then
   */
  boolean acquire(Semaphore semaphore, int permits, long nanos) throws InterruptedException;

  /**
   * Blocks until the thread has ended.
   *
   * @return false if the time was over first
   */
  boolean join(Thread thread, long nanos) throws InterruptedException;

  /** Blocks for that long. */
  void sleep(long nanos) throws InterruptedException;

  /**
   * Blocks for that long, or until the thread is unparked or interrupted, or for no reason.
   *
   * @param blocker what the thread waits for, for a thread dump
   */
  void parkNanos(Object blocker, long nanos);

  /** Random numbers, for jitter and the like. Only the calling thread may use what is returned. */
  RandomGenerator random();

  /** Fills the array with bytes that no other process has. */
  void fillUnique(byte[] bytes);

  /** A virtual thread that is not started yet. */
  Thread virtual(String name, Runnable task);

  /**
   * A daemon platform thread that is not started yet, for what must run though handlers take all
   * the carriers of virtual threads.
   */
  Thread platform(String name, Runnable task);

  /**
   * The calling virtual thread is about to begin what goes on for long, and parks there again and
   * again: what it has called by now is put aside, and takes no more memory than it has to.
   */
  default void putStackAside() {}

  /** Timers whose tasks run one after the other, on a platform thread of that name. */
  Timers timers(String thread);
}
