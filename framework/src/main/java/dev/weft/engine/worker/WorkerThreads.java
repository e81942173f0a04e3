package dev.weft.engine.worker;

import dev.weft.engine.Threads;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that serve one worker, one after the other. Each replaces the one before it, which
 * was abandoned and may never end. So only the latest is waited for.
 *
 * <p>A thread is abandoned at most once, so each has one successor at most, and they form a chain.
 */
public final class WorkerThreads {

  private static final Logger log = LoggerFactory.getLogger(WorkerThreads.class);

  /** What a worker's thread does. */
  public interface Task {

    /** Returns false if its thread was abandoned, and another one takes its place. */
    boolean run() throws InterruptedException;
  }

  private final Machine machine;
  private final String handler;
  private final BooleanSupplier isStopped;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final List<Link> chain = new ArrayList<>(); // guarded by the lock
  private @Nullable Throwable notStarted; // guarded by the lock
  private boolean handedOn; // guarded by the lock

  /**
   * No thread yet.
   *
   * @param isStopped whether an interrupt is a stop's; any other is nobody's who waits
   */
  public WorkerThreads(Machine machine, String handler, BooleanSupplier isStopped) {
    this.machine = machine;
    this.changed = machine.condition(lock);
    this.handler = handler;
    this.isStopped = isStopped;
  }

  /**
   * Starts one more: the first, named after the calling thread, which is to {@link #join} them; or
   * one in the place of the latest. Throws nothing: {@link #join} does if it could not be started.
   */
  public void start(Task task) {
    lock.lock();
    try {
      var link = new Link(task, name());
      chain.add(link);
      link.thread.start();
    } catch (Throwable thrown) { // for want of memory, say: nobody serves, and the worker is to end
      notStarted = thrown;
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }

  private String name() {
    return chain.isEmpty()
        ? Thread.currentThread().getName() + "-take"
        : chain.getFirst().thread.getName() + "-" + chain.size();
  }

  /** Whether the calling thread is the latest of them: no other has its place. */
  boolean isLatest() {
    lock.lock();
    try {
      return !chain.isEmpty() && chain.getLast().thread.equals(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the latest has ended, and nobody takes its place. An interrupt of the calling
   * thread is handed on to them, and ends the wait only if it ends them. A stop's interrupt that
   * did not end the latest with an exception is the calling thread's again when this returns.
   *
   * @throws InterruptedException if the latest was ended by an interrupt
   * @throws RuntimeException what the latest has failed with, as an Error is thrown
   */
  public void join() throws InterruptedException {
    lock.lock();
    try {
      while (notStarted == null && (chain.isEmpty() || !chain.getLast().isOver)) {
        await();
      }
      rethrow(notStarted == null ? chain.getLast().failure : notStarted);
      if (handedOn) {
        Thread.currentThread().interrupt(); // there may be others to interrupt
      }
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its caller's is one
  private void await() {
    try {
      changed.await();
    } catch (InterruptedException e) {
      // The flag is theirs now: this thread stands for them, and does nothing itself.
      chain.forEach(link -> link.thread.interrupt());
      handedOn |= isStopped.getAsBoolean();
    }
  }

  private static void rethrow(@Nullable Throwable failure) throws InterruptedException {
    switch (failure) {
      case null -> {}
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable thrown ->
          throw new IllegalStateException("its thread has failed: " + Failure.of(thrown), thrown);
    }
  }

  /** One of them. */
  private final class Link {

    private final Task task;
    private final Thread thread;
    // Guarded by the lock. One that was abandoned is never over: its successor is.
    private boolean isOver;
    private @Nullable Throwable failure;

    Link(Task task, String name) {
      this.task = task;
      this.thread = Threads.virtual(machine, name, this::run);
    }

    private void run() {
      try {
        if (task.run()) {
          end(null);
        }
      } catch (Throwable thrown) { // rethrown by join
        end(thrown);
      }
    }

    private void end(@Nullable Throwable thrown) {
      boolean isLatest;
      lock.lock();
      try {
        isOver = true;
        failure = thrown;
        changed.signalAll();
        isLatest = chain.getLast() == this;
      } finally {
        lock.unlock();
      }
      if (thrown != null && !isLatest) {
        log.warn(
            "handler {}: a thread that was abandoned has failed: {}", handler, Failure.of(thrown));
      }
    }
  }
}
