package dev.weft.simulation.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Loads Weft's classes anew, with points at which simulated threads may change places. Serves one
 * run after the other; runs side by side need a loader each.
 *
 * <p>All that names Weft's classes has to come from the loader: a program {@linkplain #create makes
 * its first object} of it and speaks with that by an interface of the JDK.
 */
public final class SimulationClassLoader extends ClassLoader {

  private static final String WEFT = "dev.weft.";

  // Not the memory transport: it is the simulated server, each of whose steps is as atomic as a
  // server's own. A replica that stands still must not hold its lock.
  private static final List<String> WITH_POINTS =
      List.of("dev.weft.engine.", "dev.weft.runtime.", "dev.weft.transport.");

  /** Does the same in other ways on other JDKs, so points here would make other histories. */
  private static final List<String> BY_THE_JDK =
      List.of("dev.weft.runtime.scope.WorkerScope", "dev.weft.runtime.scope.ScopeApi");

  private final Map<String, byte[]> replaced;
  private final Predicate<String> hasPoints;
  private final VolatileFields volatiles = new VolatileFields(this::bytes);

  /**
   * Loads what the parent finds.
   *
   * @param replaced other bytes for classes, by name
   */
  public SimulationClassLoader(ClassLoader parent, Map<String, byte[]> replaced) {
    this(parent, replaced, SimulationClassLoader::isOfTheProduct);
  }

  SimulationClassLoader(
      ClassLoader parent, Map<String, byte[]> replaced, Predicate<String> hasPoints) {
    super("simulation", parent);
    this.replaced = Map.copyOf(replaced);
    this.hasPoints = hasPoints;
  }

  private static boolean isOfTheProduct(String name) {
    return WITH_POINTS.stream().anyMatch(name::startsWith)
        && BY_THE_JDK.stream().noneMatch(name::startsWith);
  }

  /**
   * Makes an object of this loader's class of that name, by its constructor without parameters.
   *
   * @param type one that the caller and the class share
   */
  public <T> T create(Class<T> type, String name) {
    try {
      var constructor = loadClass(name).getDeclaredConstructor();
      constructor.setAccessible(true);
      return type.cast(constructor.newInstance());
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the constructor of class " + name + " failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "class " + name + " cannot be made; expected one with a constructor without parameters",
          e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(WEFT)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = bytes(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] defined = hasPoints.test(name) ? YieldPoints.in(bytes, volatiles) : bytes;
    return defineClass(name, defined, 0, defined.length);
  }

  /** The class as it is without points; null if there is none. */
  private byte @Nullable [] bytes(String name) {
    byte[] other = replaced.get(name);
    if (other != null) {
      return other;
    }
    try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      return file == null ? null : file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("class " + name + " cannot be read", e);
    }
  }
}
