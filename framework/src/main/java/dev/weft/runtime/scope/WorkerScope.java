package dev.weft.runtime.scope;

import dev.weft.engine.Notifier;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.UserCode;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks in a {@code StructuredTaskScope}, a virtual thread each, until all have ended. */
final class WorkerScope {

  /** A named task, which is not to end before the scope is told to. */
  record Task(String name, Body body) {}

  /** What a task does. */
  @FunctionalInterface
  interface Body {
    void run() throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(WorkerScope.class);
  private static final ScopeApi API = ScopeApi.bind();

  private final Machine machine;
  private final Consumer<String> onEnd;
  private final Notifier notifier;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private volatile boolean ending;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch forked = new CountDownLatch(1);
  private volatile @Nullable Throwable notForked;

  /**
   * A scope without tasks.
   *
   * @param onEnd told, once, of the first task that ended by itself; on its thread, so it is to
   *     return at once
   * @param notifier logs that: no task's thread is to wait for it
   */
  WorkerScope(Machine machine, Consumer<String> onEnd, Notifier notifier) {
    this.machine = machine;
    this.onEnd = onEnd;
    this.notifier = notifier;
  }

  /**
   * Forks the tasks, waits until all have ended or {@link #cancel} was called, interrupts those
   * that are left, and waits for them. The calling thread owns the scope. If not all can be forked,
   * those that were are not interrupted before that either.
   *
   * @throws InterruptedException if the calling thread is interrupted; the tasks were too, and have
   *     ended
   * @throws IllegalStateException if a task failed, or ended before {@link #expectEnd}
   */
  void run(String name, List<Task> tasks) throws InterruptedException {
    try (ScopeApi.Scope scope = API.open(name, this::newThread, this::isCancelled)) {
      fork(scope, tasks);
      scope.join();
    } catch (Throwable thrown) {
      tellForked(thrown); // nobody waits for it in vain
      throw thrown;
    }
    String first = failure.get();
    if (first != null) {
      throw new IllegalStateException(first);
    }
  }

  /**
   * Waits until all tasks are forked.
   *
   * @return why not all of them are; null if they are. Those that are have to be told to end then
   */
  @Nullable Throwable awaitForked() {
    Uninterruptibly.await(forked);
    return notForked;
  }

  private void fork(ScopeApi.Scope scope, List<Task> tasks) {
    var left = new AtomicInteger(tasks.size());
    int begun = 0;
    try {
      for (Task task : tasks) {
        scope.fork(() -> perform(task, left));
        begun++;
      }
      // Nobody but a subtask may end a scope early: this one's end is the sign.
      scope.fork(() -> awaitEnd(scope));
    } catch (Throwable thrown) { // no memory for a thread, say
      for (int i = begun; i < tasks.size(); i++) {
        ended(left);
      }
      tellForked(thrown);
      Uninterruptibly.await(over);
      throw thrown;
    }
    tellForked(null);
  }

  // Its task names it; until then it has no name, as on JDK 25.
  private Thread newThread(Runnable task) {
    return machine.virtual("", task);
  }

  private void tellForked(@Nullable Throwable thrown) {
    if (forked.getCount() > 0) {
      notForked = thrown;
      forked.countDown();
    }
  }

  /** From now on a task may end. */
  void expectEnd() {
    ending = true;
  }

  /** Interrupts the tasks that are still at work; from any thread; returns at once. */
  void cancel() {
    expectEnd();
    cancelled.countDown();
    over.countDown();
  }

  private boolean isCancelled() {
    return cancelled.getCount() == 0;
  }

  private void awaitEnd(ScopeApi.Scope scope) {
    try {
      over.await();
      if (isCancelled()) {
        scope.shutdown();
      }
    } catch (InterruptedException e) {
      // The scope is being closed already. The thread ends here, so nobody needs its flag.
    }
  }

  private void perform(Task task, AtomicInteger left) {
    Thread.currentThread().setName(task.name());
    Failure thrown = UserCode.run(task.body()::run);
    boolean isInterrupt = thrown != null && thrown.is(InterruptedException.class);
    try {
      if (thrown == null && !ending) {
        failed(task, "it returned, though nobody had stopped it");
      } else if (isInterrupt && !ending) {
        failed(task, "it was interrupted, though nobody had stopped it");
      } else if (thrown != null && !isInterrupt) {
        failed(task, thrown.describe());
      }
    } finally {
      ended(left);
    }
    if (thrown != null && !isInterrupt) {
      notifier.tell(
          () -> log.error("{} failed, which no worker may: {}", task.name(), thrown.stack()));
    }
  }

  private void ended(AtomicInteger left) {
    if (left.decrementAndGet() == 0) {
      over.countDown();
    }
  }

  private void failed(Task task, String why) {
    String problem = task.name() + " ended, which no worker may: " + why;
    if (failure.compareAndSet(null, problem)) {
      onEnd.accept(problem);
    }
  }
}
