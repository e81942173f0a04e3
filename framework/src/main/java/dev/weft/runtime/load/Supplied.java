package dev.weft.runtime.load;

import dev.weft.HandlerFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a program brings of its own: a class loader, and perhaps a factory and handler objects.
 *
 * @param loader finds the classes that the configuration names
 * @param given the program's factory; null for the one that the class path names, if it does
 * @param objects handlers in place of those that would be made, by their names
 */
public record Supplied(
    ClassLoader loader, @Nullable HandlerFactory given, Map<String, Object> objects) {

  /** Copies the map. */
  public Supplied {
    objects = Map.copyOf(objects);
  }

  /** The same with one more object. */
  public Supplied with(String name, Object object) {
    var all = new HashMap<>(objects);
    all.put(name, object);
    return new Supplied(loader, given, all);
  }

  /** The handler that was given under this name, if one was. */
  Optional<Object> object(String name) {
    return Optional.ofNullable(objects.get(name));
  }

  /** The class of this name that a given handler is of, if one is. */
  Optional<Class<?>> classOfObject(String className) {
    return objects.values().stream()
        .<Class<?>>map(Object::getClass)
        .filter(type -> type.getName().equals(className))
        .findFirst();
  }

  /**
   * The factory that is asked for each object: the given one, or a new one of the one class that is
   * named for {@link java.util.ServiceLoader}.
   *
   * @throws IllegalStateException if several are named, or it cannot be constructed
   */
  Optional<HandlerFactory> factory() {
    return given != null ? Optional.of(given) : NamedFactory.find(loader).map(NamedFactory::make);
  }

  /** Whether {@link #factory} makes a new one, for the runtime to close. */
  boolean ownsFactory() {
    return given == null;
  }

  /**
   * Whether there is a factory.
   *
   * @throws IllegalStateException if several are named on the class path
   */
  boolean hasFactory() {
    return given != null || NamedFactory.find(loader).isPresent();
  }
}
