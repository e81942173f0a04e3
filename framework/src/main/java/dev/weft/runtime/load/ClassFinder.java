package dev.weft.runtime.load;

import dev.weft.Responder;
import java.lang.reflect.Type;
import java.util.List;

/** Finds classes by their names, and tells the types that handlers and responders declare. */
public final class ClassFinder {

  private final ClassLoader loader;

  public ClassFinder(ClassLoader loader) {
    this.loader = loader;
  }

  Class<?> find(String className) throws ClassNotFoundException {
    return Class.forName(className, true, loader);
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
