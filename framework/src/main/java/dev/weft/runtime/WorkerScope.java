package dev.weft.runtime;

import dev.weft.transport.Failure;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in a {@code StructuredTaskScope}, a virtual thread each, until all have ended.
 *
 * <p>The class is a preview API whose shape changes from release to release. This file binds the
 * part that is the same within 21–24 and from 25 on, by method handles, so that Weft compiles for
 * 21 and runs on any later JDK without {@code --enable-preview} (ADR 0002).
 */
final class WorkerScope {

  /** A named task, which is not to end before the scope is told to. */
  record Task(String name, Body body) {}

  /** What a task does. */
  @FunctionalInterface
  interface Body {
    void run() throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(WorkerScope.class);
  private static final Api API = Api.bind();

  private final Consumer<String> onEnd;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private volatile boolean ending;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * A scope without tasks.
   *
   * @param onEnd told, once, of the first task that ended by itself; on its thread, so it is to
   *     return at once
   */
  WorkerScope(Consumer<String> onEnd) {
    this.onEnd = onEnd;
  }

  /**
   * Forks the tasks, waits until all have ended or {@link #cancel} was called, interrupts those
   * that are left, and waits for them. The calling thread owns the scope.
   *
   * @throws InterruptedException if the calling thread is interrupted; the tasks were too, and have
   *     ended
   * @throws IllegalStateException if a task failed, or ended before {@link #expectEnd}
   */
  void run(String name, List<Task> tasks) throws InterruptedException {
    var left = new AtomicInteger(tasks.size());
    try (Scope scope = API.open(name, this::isCancelled)) {
      for (Task task : tasks) {
        scope.fork(() -> perform(task, left));
      }
      // Nobody but a subtask may end a scope early: this one's end is the sign.
      scope.fork(() -> awaitEnd(scope));
      scope.join();
    }
    String first = failure.get();
    if (first != null) {
      throw new IllegalStateException(first);
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

  private void awaitEnd(Scope scope) {
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
    try {
      task.body().run();
      if (!ending) {
        failed(task, "it returned, though nobody had stopped it");
      }
    } catch (InterruptedException e) {
      if (!ending) {
        failed(task, "it was interrupted, though nobody had stopped it");
      }
    } catch (Throwable thrown) {
      Failure failed = Failure.of(thrown);
      log.error("{} failed, which no worker may: {}", task.name(), failed.stack());
      failed(task, failed.describe());
    } finally {
      if (left.decrementAndGet() == 0) {
        over.countDown();
      }
    }
  }

  private void failed(Task task, String why) {
    String problem = task.name() + " ended, which no worker may: " + why;
    if (failure.compareAndSet(null, problem)) {
      onEnd.accept(problem);
    }
  }

  /** An open scope of either shape. */
  private interface Scope extends AutoCloseable {
    void fork(Runnable task);

    void join() throws InterruptedException;

    /** Called by a subtask. */
    void shutdown();

    @Override
    void close();
  }

  /** The two shapes. */
  private sealed interface Api {

    /**
     * Opens a scope that the calling thread owns.
     *
     * @param done asked after each subtask's end: whether to cancel those that are left
     */
    Scope open(String name, BooleanSupplier done);

    static Api bind() {
      try {
        Class<?> scope = Class.forName("java.util.concurrent.StructuredTaskScope");
        return scope.isInterface() ? Joining.bind(scope) : Subclassing.bind(scope);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "Weft needs StructuredTaskScope as in JDK 21 to 28; this is JDK "
                + Runtime.version()
                + ", whose shape is new",
            e);
      }
    }
  }

  /** From 25: an interface, opened with a joiner that says when to cancel. */
  private record Joining(
      MethodHandle open,
      MethodHandle allUntil,
      MethodHandle fork,
      MethodHandle join,
      MethodHandle close)
      implements Api {

    static Joining bind(Class<?> scope) throws ReflectiveOperationException {
      var lookup = MethodHandles.publicLookup();
      Class<?> joiner = Class.forName(scope.getName() + "$Joiner");
      Class<?> subtask = Class.forName(scope.getName() + "$Subtask");
      return new Joining(
          lookup.findStatic(scope, "open", MethodType.methodType(scope, joiner)),
          lookup.findStatic(joiner, "allUntil", MethodType.methodType(joiner, Predicate.class)),
          lookup.findVirtual(scope, "fork", MethodType.methodType(subtask, Runnable.class)),
          lookup.findVirtual(scope, "join", MethodType.methodType(Object.class)),
          lookup.findVirtual(scope, "close", MethodType.methodType(void.class)));
    }

    @Override
    public Scope open(String name, BooleanSupplier done) {
      Predicate<Object> until = subtask -> done.getAsBoolean();
      Object scope = call(() -> open.invoke(allUntil.invoke(until)));
      return new Scope() {
        @Override
        public void fork(Runnable task) {
          call(() -> fork.invoke(scope, task));
        }

        @Override
        public void join() throws InterruptedException {
          callInterruptibly(() -> join.invoke(scope));
        }

        @Override
        public void shutdown() {
          // The joiner sees that this subtask is done, and cancels.
        }

        @Override
        public void close() {
          call(() -> close.invoke(scope));
        }
      };
    }
  }

  /** 21 to 24: a class with a constructor, shut down by a subtask. */
  private record Subclassing(
      MethodHandle create,
      MethodHandle fork,
      MethodHandle join,
      MethodHandle shutdown,
      MethodHandle close)
      implements Api {

    static Subclassing bind(Class<?> scope) throws ReflectiveOperationException {
      var lookup = MethodHandles.publicLookup();
      Class<?> subtask = Class.forName(scope.getName() + "$Subtask");
      return new Subclassing(
          lookup.findConstructor(
              scope, MethodType.methodType(void.class, String.class, ThreadFactory.class)),
          lookup.findVirtual(scope, "fork", MethodType.methodType(subtask, Callable.class)),
          lookup.findVirtual(scope, "join", MethodType.methodType(scope)),
          lookup.findVirtual(scope, "shutdown", MethodType.methodType(void.class)),
          lookup.findVirtual(scope, "close", MethodType.methodType(void.class)));
    }

    @Override
    public Scope open(String name, BooleanSupplier done) {
      Object scope = call(() -> create.invoke(name, Thread.ofVirtual().factory()));
      return new Scope() {
        @Override
        public void fork(Runnable task) {
          call(() -> fork.invoke(scope, Executors.callable(task)));
        }

        @Override
        public void join() throws InterruptedException {
          callInterruptibly(() -> join.invoke(scope));
        }

        @Override
        public void shutdown() {
          call(() -> shutdown.invoke(scope));
        }

        @Override
        public void close() {
          call(() -> close.invoke(scope));
        }
      };
    }
  }

  /** A method handle's call, which declares to throw anything. */
  @FunctionalInterface
  private interface Call {
    @Nullable Object run() throws Throwable;
  }

  private static Object call(Call call) {
    try {
      return callInterruptibly(call);
    } catch (InterruptedException e) {
      throw new IllegalStateException("opening, forking and closing do not throw this", e);
    }
  }

  private static Object callInterruptibly(Call call) throws InterruptedException {
    try {
      Object result = call.run();
      return result == null ? WorkerScope.class : result;
    } catch (InterruptedException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a scope's method threw what it does not declare", e);
    }
  }
}
