package dev.weft.machine;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers of the JDK. */
final class RealTimers implements Timers {

  private static final Duration IDLE = Duration.ofSeconds(10);

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
    return cancelling(executor.scheduleAtFixedRate(task, nanos, nanos, TimeUnit.NANOSECONDS));
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
