package dev.weft.simulation.run;

import dev.weft.simulation.machine.SimulationClassLoader;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Makes what runs seeds in a class loader of its own: one run at a time goes on in the classes of
 * each, so that two may go on side by side.
 */
final class Loaded {

  private Loaded() {}

  /** A new object of the class, whose class and all of Weft's are loaded anew. */
  @SuppressWarnings("unchecked") // whatever the class makes of a seed is text
  static LongFunction<String> of(Class<? extends LongFunction<String>> type) {
    var loader = new SimulationClassLoader(Loaded.class.getClassLoader(), Map.of());
    return (LongFunction<String>) loader.create(LongFunction.class, type.getName());
  }
}
