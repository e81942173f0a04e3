package dev.weft.machine;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Timers of the JDK. What comes round at the same intervals comes round together, so that the
 * thread wakes once for all of it and not once for each: a tenth of the interval late at most.
 */
final class RealTimers implements Timers {

  private static final Duration IDLE = Duration.ofSeconds(10);

  private static final int PARTS = 10; // of an interval, at which what has this interval begins

  private final ScheduledThreadPoolExecutor executor;

  RealTimers(String thread) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(thread).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(IDLE.toNanos(), TimeUnit.NANOSECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public Timer every(long nanos, Runnable task) {
    long first = nanos + untilNext(Math.max(1, nanos / PARTS), System.nanoTime() + nanos);
    return cancelling(executor.scheduleAtFixedRate(task, first, nanos, TimeUnit.NANOSECONDS));
  }

  private static long untilNext(long step, long from) {
    return Math.floorMod(-from, step);
  }

  @Override
  public Timer after(long nanos, Runnable task) {
    return cancelling(executor.schedule(task, nanos, TimeUnit.NANOSECONDS));
  }

  private static Timer cancelling(ScheduledFuture<?> scheduled) {
    return () -> scheduled.cancel(false);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
