package dev.weft.simulation.machine;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;

/**
 * The JDK's virtual threads on a scheduler of our own. The JDK has no public way to this: the
 * builder's constructor is the one that its own tests use, in JDK 21 to 25.
 */
final class VirtualThreads {

  private static final Constructor<?> BUILDER = constructor();

  /** In a continuation's class, the field that has its thread. */
  private static final ClassValue<Field> THREAD =
      new ClassValue<>() {
        @Override
        protected Field computeValue(Class<?> continuation) {
          return fieldOfThread(continuation);
        }
      };

  private VirtualThreads() {}

  /**
   * Builds threads that run where the scheduler runs what it is given, one part after the other.
   */
  static Thread.Builder.OfVirtual builder(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) BUILDER.newInstance(scheduler);
    } catch (ReflectiveOperationException e) {
      throw unknownJdk(e);
    }
  }

  /** The thread whose next part this is. */
  static Thread of(Runnable continuation) {
    try {
      return (Thread) THREAD.get(continuation.getClass()).get(continuation);
    } catch (IllegalAccessException e) {
      throw unknownJdk(e);
    }
  }

  private static Constructor<?> constructor() {
    try {
      Constructor<?> constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknownJdk(e);
    }
  }

  private static Field fieldOfThread(Class<?> continuation) {
    for (Field field : continuation.getDeclaredFields()) {
      if (Thread.class.isAssignableFrom(field.getType())) {
        field.setAccessible(true);
        return field;
      }
    }
    throw unknownJdk(new NoSuchFieldException(continuation + " has no field for its thread"));
  }

  private static IllegalStateException unknownJdk(Exception cause) {
    return new IllegalStateException(
        "the simulation needs a JDK 21 to 25 that runs with"
            + " --add-opens java.base/java.lang=ALL-UNNAMED; this is JDK "
            + Runtime.version(),
        cause);
  }
}
