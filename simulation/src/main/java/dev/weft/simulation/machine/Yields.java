package dev.weft.simulation.machine;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@link YieldPoints} has the product's classes call. Each {@link SimulationClassLoader} has a
 * class of its own of this name, and so knows the one run that goes on in its classes.
 */
public final class Yields {

  private static @Nullable Preemption running;

  private Yields() {}

  /**
   * A run goes on, on the calling thread.
   *
   * @return what {@link #leave} takes
   * @throws IllegalStateException if another thread's run goes on in the same loader's classes
   */
  static @Nullable Preemption enter(Preemption preemption) {
    Preemption before = running;
    if (before != null && !before.isOwner() && hasPoints()) {
      throw new IllegalStateException(
          "another run goes on in this class loader; expected a SimulationClassLoader for each");
    }
    running = preemption;
    return before;
  }

  /** The end of what {@link #enter} began. */
  static void leave(@Nullable Preemption before) {
    running = before;
  }

  /** Without points nothing here is called, and runs may go side by side. */
  private static boolean hasPoints() {
    ClassLoader loader = Yields.class.getClassLoader();
    return SimulationClassLoader.class.getName().equals(loader.getClass().getName());
  }

  /** Another thread may go first here. */
  public static void point() {
    Preemption preemption = running;
    if (preemption != null) {
      preemption.point();
    }
  }

  /** In place of {@link Thread#onSpinWait} and {@link Thread#yield}: others go first. */
  public static void spin() {
    Preemption preemption = running;
    if (preemption != null) {
      preemption.spin();
    }
  }

  /** From here on no other thread may go first: a monitor is held, or a class is initialised. */
  public static void quiet() {
    Preemption preemption = running;
    if (preemption != null) {
      preemption.quiet();
    }
  }

  /** The end of what {@link #quiet} began. */
  public static void loud() {
    Preemption preemption = running;
    if (preemption != null) {
      preemption.loud();
    }
  }

  // A ConcurrentHashMap holds a monitor while it calls these functions.

  public static <K, V> @Nullable V compute(
      Map<K, V> map, K key, BiFunction<? super K, ? super V, ? extends V> function) {
    point();
    quiet();
    try {
      return map.compute(key, function);
    } finally {
      loud();
    }
  }

  public static <K, V> @Nullable V computeIfAbsent(
      Map<K, V> map, K key, Function<? super K, ? extends V> function) {
    point();
    quiet();
    try {
      return map.computeIfAbsent(key, function);
    } finally {
      loud();
    }
  }

  public static <K, V> @Nullable V computeIfPresent(
      Map<K, V> map, K key, BiFunction<? super K, ? super V, ? extends V> function) {
    point();
    quiet();
    try {
      return map.computeIfPresent(key, function);
    } finally {
      loud();
    }
  }

  public static <K, V> @Nullable V merge(
      Map<K, V> map, K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
    point();
    quiet();
    try {
      return map.merge(key, value, function);
    } finally {
      loud();
    }
  }
}
