package dev.weft.simulation.planted;

import dev.weft.simulation.machine.SimulationClassLoader;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** The product as the simulation runs it, with a bug or without one. One thread uses it. */
final class Product implements AutoCloseable {

  private static final String VERDICT = "dev.weft.simulation.run.SeedVerdict";
  private static final String HISTORY = "dev.weft.simulation.run.SeedHistory";

  private final LongFunction<String> verdict;

  private Product(Map<String, byte[]> changed) {
    this.verdict = loaded(VERDICT, changed);
  }

  @SuppressWarnings("unchecked") // the class says what it makes of a seed
  private static LongFunction<String> loaded(String type, Map<String, byte[]> changed) {
    var loader = new SimulationClassLoader(Product.class.getClassLoader(), changed);
    return (LongFunction<String>) loader.create(LongFunction.class, type);
  }

  /** The product as it is. */
  static Product sound() {
    return new Product(Map.of());
  }

  /**
   * The product with a bug.
   *
   * @throws IllegalStateException if the bug does not fit the sources any more
   */
  static Product with(PlantedBug bug, Checkout checkout, InMemoryCompiler compiler)
      throws IOException {
    return new Product(compiled(bug, checkout, compiler));
  }

  /**
   * Makes what tells the history of a seed with a bug, in classes that are loaded anew each time.
   *
   * @throws IllegalStateException if the bug does not fit the sources any more
   */
  static Supplier<LongFunction<String>> histories(
      PlantedBug bug, Checkout checkout, InMemoryCompiler compiler) throws IOException {
    Map<String, byte[]> changed = compiled(bug, checkout, compiler);
    return () -> loaded(HISTORY, changed);
  }

  private static Map<String, byte[]> compiled(
      PlantedBug bug, Checkout checkout, InMemoryCompiler compiler) throws IOException {
    Map<String, String> sources = bug.plantedIn(checkout.sources());
    try {
      return compiler.compile(sources);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "planted bug " + bug + " no longer compiles: " + e.getMessage(), e);
    }
  }

  /** Which promises a run of that seed breaks, a line each; none if it keeps all. */
  List<String> violations(long seed) {
    try {
      return verdict.apply(seed).lines().toList();
    } catch (RuntimeException | Error e) { // a bug may let a run fail as a whole
      return List.of("Failed: " + e);
    }
  }

  /** Lets go of its classes. */
  @Override
  public void close() throws IOException {
    ((Closeable) verdict).close();
  }
}
