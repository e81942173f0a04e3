package dev.weft.runtime.load;

import dev.weft.HandlerFactory;
import dev.weft.transport.Failure;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The handler factory that the class path names, not made yet: a container may take its time. */
public record NamedFactory(ServiceLoader.Provider<HandlerFactory> provider) {

  /**
   * The one that is named for {@link ServiceLoader}, if one is.
   *
   * @throws IllegalStateException if several are, or one cannot be loaded
   */
  public static Optional<NamedFactory> find(ClassLoader loader) {
    List<ServiceLoader.Provider<HandlerFactory>> named;
    try {
      named = ServiceLoader.load(HandlerFactory.class, loader).stream().toList();
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException("a handler factory cannot be loaded: " + e.getMessage(), e);
    }
    if (named.size() > 1) {
      throw new IllegalStateException(
          "several handler factories on the class path, "
              + named.stream().map(one -> one.type().getName()).collect(Collectors.joining(", "))
              + "; expected one at most, so leave one in META-INF/services/"
              + HandlerFactory.class.getName());
    }
    return named.stream().findFirst().map(NamedFactory::new);
  }

  /**
   * A new factory.
   *
   * @throws IllegalStateException if its constructor fails
   */
  public HandlerFactory make() {
    try {
      return provider.get();
    } catch (ServiceConfigurationError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          provider.type().getName()
              + ": the handler factory cannot be made: "
              + Failure.of(cause).describe(),
          cause);
    }
  }
}
