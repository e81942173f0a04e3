package dev.weft.testing;

import dev.weft.machine.Timers;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Timers by a time that a test moves. What would have come round several times in a move comes
 * once.
 */
final class MovedTimers implements Timers {

  private final MovedMachine machine;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final Queue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(task -> task.due));
  private @Nullable Thread thread;
  private boolean closed;

  MovedTimers(MovedMachine machine, String name) {
    this.machine = machine;
    this.name = name;
    this.changed = machine.condition(lock);
  }

  private static final class Task {

    private final Runnable run;
    private final long interval; // none, if it comes once
    private long due;

    Task(Runnable run, long interval, long due) {
      this.run = run;
      this.interval = interval;
      this.due = due;
    }
  }

  @Override
  public Timer every(long nanos, Runnable task) {
    return add(new Task(task, nanos, machine.nanoTime() + nanos));
  }

  @Override
  public Timer after(long nanos, Runnable task) {
    return add(new Task(task, 0, machine.nanoTime() + nanos));
  }

  private Timer add(Task task) {
    lock.lock();
    try {
      if (closed) {
        throw new RejectedExecutionException(name + " is closed");
      }
      tasks.add(task);
      if (thread == null) {
        thread = machine.platform(name, this::run);
        thread.start();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return () -> cancel(task);
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
      closed = true;
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
      try {
        task.run.run();
      } catch (RuntimeException | Error e) {
        cancel(task); // as the JDK's timers do: it does not come round again
      }
    }
  }

  /** Waits for the next that is due; null if there is none to come, and the thread is to end. */
  private @Nullable Task next() {
    lock.lock();
    try {
      if (!closed) {
        Thread.interrupted(); // the task's before this; only a close ends the thread
      }
      for (Task first = tasks.peek(); first != null; first = tasks.peek()) {
        long left = first.due - machine.nanoTime();
        if (left <= 0) {
          tasks.remove(first);
          again(first);
          return first;
        }
        changed.awaitNanos(left);
      }
      thread = null;
      return null;
    } catch (InterruptedException e) {
      return null; // by close()
    } finally {
      lock.unlock();
    }
  }

  private void again(Task task) {
    if (task.interval > 0) {
      task.due = machine.nanoTime() + task.interval;
      tasks.add(task);
    }
  }
}
