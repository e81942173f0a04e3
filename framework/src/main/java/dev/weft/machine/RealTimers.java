package dev.weft.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Timers of the JDK. What comes round at the same intervals comes round together, a tenth of the
 * interval late at most: a thousand workers' looks are one timer's, and wake the thread once.
 */
final class RealTimers implements Timers {

  private static final Duration IDLE = Duration.ofSeconds(10);

  private static final int PARTS = 10; // of an interval, at which what has this interval begins

  private record Phase(long interval, long begin) {}

  private final ScheduledThreadPoolExecutor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Phase, Round> rounds = new HashMap<>(); // guarded by the lock

  RealTimers(String thread) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(thread).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(IDLE.toNanos(), TimeUnit.NANOSECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public Timer every(long nanos, Runnable task) {
    long now = System.nanoTime();
    long first = nanos + untilNext(Math.max(1, nanos / PARTS), now + nanos);
    var phase = new Phase(nanos, Math.floorMod(now + first, nanos));
    lock.lock();
    try {
      Round round = rounds.get(phase);
      if (round == null || executor.isShutdown()) { // which then refuses it
        round = new Round(phase);
        round.timer = executor.scheduleAtFixedRate(round, first, nanos, TimeUnit.NANOSECONDS);
        rounds.put(phase, round);
      }
      var recurring = new Recurring(round, task, now + first);
      round.tasks.add(recurring);
      return recurring;
    } finally {
      lock.unlock();
    }
  }

  private static long untilNext(long step, long from) {
    return Math.floorMod(-from, step);
  }

  @Override
  public Timer after(long nanos, Runnable task) {
    ScheduledFuture<?> scheduled = executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** What comes round at the same times. */
  private final class Round implements Runnable {

    private final Phase phase;
    private final Queue<Recurring> tasks = new ConcurrentLinkedQueue<>();
    private @Nullable ScheduledFuture<?> timer; // guarded by the lock

    Round(Phase phase) {
      this.phase = phase;
    }

    @Override
    public void run() {
      for (Recurring task : tasks) {
        if (executor.isShutdown()) {
          return; // and drops those that have not begun
        }
        task.runIfDue();
        if (!executor.isShutdown()) {
          Thread.interrupted(); // what a task leaves behind is not the next one's
        }
        task.leaveIfEnded();
      }
    }
  }

  /** A task that comes round. */
  private final class Recurring implements Timer {

    private final Round round;
    private final Runnable task;
    private final long first;
    private volatile boolean ended;

    Recurring(Round round, Runnable task, long first) {
      this.round = round;
      this.task = task;
      this.first = first;
    }

    void runIfDue() {
      if (ended || System.nanoTime() - first < 0) { // it joined others in the middle of a round
        return;
      }
      try {
        task.run();
      } catch (Throwable thrown) { // of no matter to the others; it comes round no more
        cancel();
      }
    }

    @Override
    public void cancel() {
      ended = true;
      leaveIfEnded();
    }

    /**
     * Leaves its round, unless another thread has the lock: the round sees to it then. A virtual
     * thread may hold the lock and not run, for want of a processor.
     */
    private void leaveIfEnded() {
      if (!ended || !lock.tryLock()) {
        return;
      }
      try {
        if (round.tasks.remove(this) && round.tasks.isEmpty()) {
          rounds.remove(round.phase, round);
          if (round.timer != null) {
            round.timer.cancel(false);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
