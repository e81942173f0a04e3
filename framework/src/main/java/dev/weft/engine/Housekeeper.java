package dev.weft.engine;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of a runtime: does the small chores that come round while handlers are at work, on
 * a thread of its own.
 */
public final class Housekeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);

  private final ScheduledThreadPoolExecutor clock;

  /** Starts it. */
  public Housekeeper() {
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("weft-housekeeper").factory());
    clock.setRemoveOnCancelPolicy(true);
  }

  /** Something done at intervals, until it is closed; a chore under way then finishes. */
  interface Chore extends AutoCloseable {
    @Override
    void close();
  }

  /** Has something done each time the interval is over, first after one interval. */
  Chore every(Duration interval, Runnable task) {
    long nanos = Math.max(1, interval.toNanos());
    ScheduledFuture<?> schedule =
        clock.scheduleAtFixedRate(() -> attempt(task), nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> schedule.cancel(false);
  }

  /** Ends every chore. */
  @Override
  public void close() {
    clock.shutdownNow();
  }

  // One chore's failure is not the others': an exception would end its schedule in silence.
  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("a chore failed, and is tried again at its next time", e);
    }
  }
}
