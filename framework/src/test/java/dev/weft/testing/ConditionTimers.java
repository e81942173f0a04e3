package dev.weft.testing;

import dev.weft.machine.Machine;
import dev.weft.machine.Timers;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Timers made of a machine's time, conditions and threads: for a machine that has none. */
public final class ConditionTimers implements Timers {

  private static final long ONCE = 0;

  private final Machine machine;
  private final String name;
  private final boolean isMadeUp;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final Queue<Task> tasks = new PriorityQueue<>();
  private @Nullable Thread thread; // while there is something to come
  private boolean isClosed;
  private long numbers;

  /**
   * Nothing is to come.
   *
   * @param name the thread's
   * @param isMadeUp whether what would have come round several times meanwhile does so, one time
   *     right after the other; if not it comes once
   */
  public ConditionTimers(Machine machine, String name, boolean isMadeUp) {
    this.machine = machine;
    this.name = name;
    this.isMadeUp = isMadeUp;
    this.changed = machine.condition(lock);
  }

  @Override
  public Timer every(long nanos, Runnable task) {
    return add(nanos, nanos, task);
  }

  @Override
  public Timer after(long nanos, Runnable task) {
    return add(nanos, ONCE, task);
  }

  private Timer add(long nanos, long interval, Runnable run) {
    lock.lock();
    try {
      if (isClosed) {
        throw new RejectedExecutionException("the timers " + name + " are closed");
      }
      long due = machine.nanoTime() + Math.min(Math.max(0, nanos), Long.MAX_VALUE / 2);
      var task = new Task(due, interval, numbers, run);
      numbers++;
      tasks.add(task);
      if (thread == null) {
        thread = machine.platform(name, this::run);
        thread.start();
      } else {
        changed.signalAll();
      }
      return () -> cancel(task);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Task task) {
    lock.lock();
    try {
      tasks.remove(task);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      tasks.clear();
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (Task task = next(); task != null; task = next()) {
      Thread.interrupted(); // the one before may have left it, and this one has to begin without
      try {
        task.run.run();
      } catch (Throwable thrown) {
        cancel(task); // what a task throws ends its coming round, as the interface says
      }
    }
  }

  /** Waits for the next that is due; null if there is none to come, and the thread is to end. */
  private @Nullable Task next() {
    lock.lock();
    try {
      for (Task first = tasks.peek(); first != null; first = tasks.peek()) {
        long left = first.due - machine.nanoTime();
        if (left <= 0) {
          tasks.remove();
          again(first);
          return first;
        }
        await(left);
      }
      thread = null;
      return null;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // next() is the loop
  private void await(long nanos) {
    try {
      long unused = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // By close(), and then nothing is to come. Any other is stray.
    }
  }

  private void again(Task task) {
    if (task.interval != ONCE) {
      task.due = (isMadeUp ? task.due : machine.nanoTime()) + task.interval;
      tasks.add(task);
    }
  }

  /** What comes due at one moment comes in the order in which it was asked for. */
  private static final class Task implements Comparable<Task> {

    private final long interval;
    private final long number;
    private final Runnable run;
    private long due;

    private Task(long due, long interval, long number, Runnable run) {
      this.due = due;
      this.interval = interval;
      this.number = number;
      this.run = run;
    }

    @Override
    public int compareTo(Task other) {
      int order = Long.compare(due - other.due, 0);
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }
}
