package dev.weft.simulation.machine;

import dev.weft.machine.Timers;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Timers by simulated time. Their thread is there while there is something to come. */
final class SimulatedTimers implements Timers {

  private static final long ONCE = 0;

  private final SimulatedMachine machine;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final Queue<Task> tasks = new PriorityQueue<>();
  private @Nullable Thread thread;
  private boolean isClosed;
  private long numbers;

  SimulatedTimers(SimulatedMachine machine, String name) {
    this.machine = machine;
    this.name = name;
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

  private Timer add(long nanos, long period, Runnable runnable) {
    lock.lock();
    try {
      if (isClosed) {
        throw new RejectedExecutionException("the timers " + name + " are closed");
      }
      long at = machine.nanoTime() + Math.min(Math.max(0, nanos), Long.MAX_VALUE / 2);
      var task = new Task(at, period, numbers, runnable);
      numbers++;
      tasks.add(task);
      if (thread == null) {
        thread = machine.platform(name, this::run);
        thread.start();
      } else {
        changed.signal();
      }
      return () -> cancel(task);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Task task) {
    lock.lock();
    try {
      task.isCancelled = true;
      tasks.remove(task);
      changed.signal();
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
    Task task = next();
    while (task != null) {
      Thread.interrupted(); // a task's interrupt is not the next one's
      if (succeeds(task)) {
        again(task);
      }
      task = next();
    }
  }

  private static boolean succeeds(Task task) {
    try {
      task.runnable.run();
      return true;
    } catch (Throwable thrown) {
      return false; // what it throws ends its coming round, as the interface says
    }
  }

  private void again(Task task) {
    lock.lock();
    try {
      if (task.period != ONCE && !task.isCancelled && !isClosed) {
        task.at += task.period;
        tasks.add(task);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a task to come due; null if there is none to come. */
  private @Nullable Task next() {
    lock.lock();
    try {
      Task first = tasks.peek();
      while (first != null) {
        long left = first.at - machine.nanoTime();
        if (left <= 0) {
          return tasks.poll();
        }
        try {
          long unused = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          // Whoever closes the timers interrupts; nothing is to come then. Any other is stray.
        }
        first = tasks.peek();
      }
      thread = null;
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** What comes due at one moment comes in the order in which it was asked for. */
  private static final class Task implements Comparable<Task> {

    private long at;
    private final long period;
    private final long number;
    private final Runnable runnable;
    private boolean isCancelled;

    private Task(long at, long period, long number, Runnable runnable) {
      this.at = at;
      this.period = period;
      this.number = number;
      this.runnable = runnable;
    }

    @Override
    public int compareTo(Task other) {
      int order = Long.compare(at - other.at, 0);
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }
}
