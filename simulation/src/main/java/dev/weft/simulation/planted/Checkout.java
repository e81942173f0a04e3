package dev.weft.simulation.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The checkout of the product whose sources bugs are planted into.
 *
 * @param root its top directory
 */
record Checkout(Path root) {

  private static final Path SOURCES = Path.of("framework", "src", "main", "java");
  private static final Path BUGS = Path.of("simulation", "src", "main", "planted");

  /**
   * The one that the working directory is in.
   *
   * @throws IllegalStateException if it is in none
   */
  static Checkout here() {
    Path start = Path.of("").toAbsolutePath();
    for (Path one = start; one != null; one = one.getParent()) {
      if (Files.isDirectory(one.resolve(SOURCES)) && Files.isDirectory(one.resolve(BUGS))) {
        return new Checkout(one);
      }
    }
    throw new IllegalStateException(
        start + " is in no checkout of Weft: expected " + SOURCES + " and " + BUGS + " above it");
  }

  /** Where the product's sources begin. */
  Path sources() {
    return root.resolve(SOURCES);
  }

  /** All planted bugs, by name. */
  List<PlantedBug> plantedBugs() throws IOException {
    return PlantedBug.readAll(root.resolve(BUGS));
  }
}
