package dev.weft.runtime.scope;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's {@code StructuredTaskScope}, a preview API whose shape changes from release to release.
 * This file binds the part that is the same within 21–24 and from 25 on, by method handles, so that
 * Weft compiles for 21 and runs on any later JDK without {@code --enable-preview} (ADR 0002).
 */
sealed interface ScopeApi {

  /**
   * Opens a scope that the calling thread owns.
   *
   * @param threads makes the subtasks' threads up to JDK 24. From 25 on a scope is told so by a
   *     function whose type changes from release to release; without it the JDK makes plain virtual
   *     threads, which are scheduled as their owner is.
   * @param done asked after each subtask's end: whether to cancel those that are left
   */
  Scope open(String name, ThreadFactory threads, BooleanSupplier done);

  /** The shape that this JDK has. */
  static ScopeApi bind() {
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

  /** An open scope of either shape. */
  interface Scope extends AutoCloseable {
    void fork(Runnable task);

    void join() throws InterruptedException;

    /** Called by a subtask. */
    void shutdown();

    @Override
    void close();
  }

  /** From 25: an interface, opened with a joiner that says when to cancel. */
  record Joining(
      MethodHandle open,
      MethodHandle allUntil,
      MethodHandle fork,
      MethodHandle join,
      MethodHandle close)
      implements ScopeApi {

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
    public Scope open(String name, ThreadFactory threads, BooleanSupplier done) {
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
  record Subclassing(
      MethodHandle create,
      MethodHandle fork,
      MethodHandle join,
      MethodHandle shutdown,
      MethodHandle close)
      implements ScopeApi {

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
    public Scope open(String name, ThreadFactory threads, BooleanSupplier done) {
      Object scope = call(() -> create.invoke(name, threads));
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
  interface Call {
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
      return result == null ? ScopeApi.class : result;
    } catch (InterruptedException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a scope's method threw what it does not declare", e);
    }
  }
}
