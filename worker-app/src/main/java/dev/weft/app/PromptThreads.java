package dev.weft.app;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads for short tasks, each of which is interrupted when it takes too long.
 *
 * <p>They run whatever takes the carriers of the virtual threads. An interrupt closes the channel
 * that a thread reads or writes, so a client that sends nothing holds a thread for the limit only.
 */
final class PromptThreads implements Executor, AutoCloseable {

  private static final int THREADS = 8;
  private static final int WAITING = 64;

  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor limits;
  private final Duration limit;

  /**
   * Threads that are started as needed, {@value #THREADS} at most.
   *
   * @param limit how long one task may take
   */
  PromptThreads(String name, Duration limit) {
    this.limit = limit;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            daemons(name + "-"));
    threads.allowCoreThreadTimeOut(true);
    // What is refused comes after the close, which interrupts every task.
    this.limits =
        new ScheduledThreadPoolExecutor(
            1, daemons(name + "-limit-"), new ThreadPoolExecutor.DiscardPolicy());
    limits.setRemoveOnCancelPolicy(true);
  }

  /**
   * Runs it soon.
   *
   * @throws RejectedExecutionException if too many tasks wait, or after {@link #close}
   */
  @Override
  public void execute(Runnable task) {
    threads.execute(() -> run(task));
  }

  /** Takes no more tasks, and interrupts those that run. */
  @Override
  public void close() {
    threads.shutdownNow();
    limits.shutdownNow();
  }

  private void run(Runnable task) {
    var interrupt = new Interrupt(Thread.currentThread());
    Future<?> due = limits.schedule(interrupt::send, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      task.run();
    } finally {
      interrupt.forget();
      due.cancel(false);
    }
  }

  private static ThreadFactory daemons(String prefix) {
    return Thread.ofPlatform().daemon().name(prefix, 0).factory();
  }

  /** An interrupt that comes while its task runs, or not at all. */
  private static final class Interrupt {

    private final Thread thread;
    private boolean over;

    Interrupt(Thread thread) {
      this.thread = thread;
    }

    synchronized void send() {
      if (!over) {
        thread.interrupt();
      }
    }

    synchronized void forget() {
      over = true;
    }
  }
}
