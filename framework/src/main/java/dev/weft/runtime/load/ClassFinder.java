package dev.weft.runtime.load;

import dev.weft.Responder;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * Finds classes by their names, and tells the types that handlers and responders declare. The class
 * of a handler that is given as an object is the object's own, whatever the class loader finds.
 */
public final class ClassFinder {

  private final Supplied supplied;

  public ClassFinder(Supplied supplied) {
    this.supplied = supplied;
  }

  Class<?> find(String className) throws ClassNotFoundException {
    Optional<Class<?>> given = supplied.classOfObject(className);
    return given.isPresent() ? given.get() : Class.forName(className, true, supplied.loader());
  }

  /** A class that was checked with the configuration. */
  Class<?> load(String className) {
    try {
      return find(className);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(className + ": was there when it was checked", e);
    }
  }

  /** An exception's class. */
  Class<? extends Throwable> exception(String className) {
    return load(className).asSubclass(Throwable.class);
  }

  /** A handler's payload type. */
  public Type payload(String handlerClass) {
    return HandlerTypes.payload(load(handlerClass)).orElseThrow();
  }

  /** The types of a responder's requests and answers. */
  List<Type> exchange(String responderClass) {
    return HandlerTypes.arguments(load(responderClass), Responder.class).orElseThrow();
  }
}
