package dev.weft.runtime.load;

import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.transport.Failure;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Optional;

/** The constructors of users' classes that Weft calls: without parameters, or with a context. */
final class Constructors {

  /** What a class has to be like, for a problem with one. */
  static final String EXPECTED =
      "expected a public class with a public constructor that takes nothing or a "
          + HandlerContext.class.getName()
          + ", or a "
          + HandlerFactory.class.getName()
          + " that makes it";

  private Constructors() {}

  /** Whether Weft can make an object of the class by itself. */
  static boolean isConstructible(Class<?> type) {
    return isInstantiable(type)
        && (constructor(type).isPresent() || constructor(type, HandlerContext.class).isPresent());
  }

  /**
   * A new object, by its constructor with a {@link HandlerContext} if it has one.
   *
   * @throws IllegalStateException if it has no constructor that fits, or that fails
   */
  static Object construct(Class<?> type, HandlerContext context) {
    if (!isConstructible(type)) {
      throw new IllegalStateException(
          type.getName() + ": the handler factory did not make it; " + EXPECTED);
    }
    Optional<Constructor<?>> constructor = constructor(type, HandlerContext.class);
    return constructor.isPresent()
        ? call(constructor.get(), context)
        : call(constructor(type).orElseThrow());
  }

  private static boolean isInstantiable(Class<?> type) {
    return Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers());
  }

  private static Optional<Constructor<?>> constructor(Class<?> type, Class<?>... parameters) {
    try {
      return Optional.of(type.getConstructor(parameters));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  private static Object call(Constructor<?> constructor, Object... arguments) {
    String name = constructor.getDeclaringClass().getName();
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          name + ": its constructor failed: " + Failure.of(e.getTargetException()).describe(),
          e.getTargetException());
    } catch (Throwable thrown) { // Errors too: a static initializer is user code
      throw new IllegalStateException(
          name + ": cannot be constructed: " + Failure.of(thrown).describe(), thrown);
    }
  }
}
