package dev.weft.engine;

import dev.weft.transport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that have taken the place of a worker's own after it was given up. That one keeps its
 * place in the scope, and waits for these when it comes back after all.
 *
 * <p>A thread is given up at most once, so each has one successor at most, and they form a chain.
 */
final class Substitutes {

  private static final Logger log = LoggerFactory.getLogger(Substitutes.class);

  /** What a worker's thread does. */
  interface Task {

    /** Returns false if its thread was given up, and another one takes its place. */
    boolean run() throws InterruptedException;
  }

  private final String handler;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final List<Substitute> chain = new ArrayList<>(); // guarded by the lock

  Substitutes(String handler) {
    this.handler = handler;
  }

  /** Starts one more. */
  void start(Task task) {
    lock.lock();
    try {
      var substitute = new Substitute(task, "weft-" + handler + "-" + (chain.size() + 1));
      chain.add(substitute);
      grown.signalAll();
      substitute.thread.start();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the last of them: for the calling thread's own successor first, which may be yet to
   * start, and for that one's if it was given up too.
   *
   * @throws RuntimeException what the last one has failed with
   */
  void join() throws InterruptedException {
    boolean last = false;
    for (int next = 0; !last; next++) {
      Substitute substitute = await(next);
      substitute.thread.join();
      if (substitute.failure != null) {
        throw substitute.failure;
      }
      last = substitute.last;
    }
  }

  void interrupt() {
    lock.lock();
    try {
      chain.forEach(substitute -> substitute.thread.interrupt());
    } finally {
      lock.unlock();
    }
  }

  private Substitute await(int index) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (chain.size() <= index) {
        grown.await();
      }
      return chain.get(index);
    } finally {
      lock.unlock();
    }
  }

  /** One of them; how it has ended is for whoever has joined its thread. */
  private final class Substitute {

    private final Task task;
    private final Thread thread;
    private boolean last = true;
    private @Nullable RuntimeException failure;

    Substitute(Task task, String name) {
      this.task = task;
      this.thread = Threads.virtual(name, this::run);
    }

    private void run() {
      try {
        last = task.run();
      } catch (InterruptedException e) {
        log.debug("handler {}: its substitute was interrupted", handler);
      } catch (RuntimeException e) {
        failure = e; // for whoever joins
      } catch (Throwable thrown) { // for whoever joins: the worker has ended
        failure = new IllegalStateException("its thread has failed: " + Failure.of(thrown), thrown);
      }
    }
  }
}
