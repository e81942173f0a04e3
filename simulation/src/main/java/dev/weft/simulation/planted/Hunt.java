package dev.weft.simulation.planted;

import java.util.Optional;

/**
 * The search for a seed that shows a planted bug: one at which the product with it breaks a promise
 * that the bug is said to break, and the product without it breaks none. A run that fails as a
 * whole shows nothing.
 *
 * @param sound the product without the bug
 * @param first the first seed
 * @param most how many seeds to try
 */
record Hunt(Product sound, long first, long most) {

  /**
   * How a search has ended.
   *
   * @param runs how many were needed
   * @param violation the first of the bug's promises that the last of them broke; empty if none was
   *     broken
   */
  record Result(PlantedBug bug, long seed, long runs, String violation) {

    private static final String FORMAT = "%-42s %7s %7s  %s";
    private static final int SHOWN = 150;

    boolean isFound() {
      return !violation.isEmpty();
    }

    /** What the columns of the table are. */
    static String header() {
      return FORMAT.formatted("planted bug", "seed", "runs", "what it breaks");
    }

    /** A row of the table. */
    String row() {
      String what = violation.length() > SHOWN ? violation.substring(0, SHOWN) + "…" : violation;
      return isFound()
          ? FORMAT.formatted(bug.name(), seed, runs, what)
          : FORMAT.formatted(bug.name(), "NONE", runs, "NOT FOUND: " + bug.sentence());
    }
  }

  /** Runs one seed after the other until one shows the bug. */
  Result search(PlantedBug bug, Product planted) {
    for (long seed = first; seed < first + most; seed++) {
      Optional<String> broken =
          planted.violations(seed).stream().filter(bug::isShownBy).findFirst();
      if (broken.isPresent() && sound.violations(seed).isEmpty()) {
        return new Result(bug, seed, seed - first + 1, broken.get());
      }
    }
    return new Result(bug, 0, most, "");
  }
}
