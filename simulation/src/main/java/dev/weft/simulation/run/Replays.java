package dev.weft.simulation.run;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Runs one seed again and again, and looks whether it has one history. */
public final class Replays {

  private final Supplier<LongFunction<String>> histories;
  private final PrintStream out;

  /**
   * Of one product.
   *
   * @param histories makes what tells the history of a seed, in classes loaded anew
   * @param out where the history is printed, and what differs from it
   */
  public Replays(Supplier<LongFunction<String>> histories, PrintStream out) {
    this.histories = histories;
    this.out = out;
  }

  /**
   * Prints a seed's history.
   *
   * @param replays how often it is run; all but the first time in the same classes, one after the
   *     other
   * @return whether it was the same each time
   */
  public boolean run(long seed, long replays) {
    String first = histories.get().apply(seed);
    out.print(first);
    LongFunction<String> again = histories.get();
    for (long i = 2; i <= replays; i++) {
      String other = again.apply(seed);
      if (!other.equals(first)) {
        out.println("replay " + i + " differs: " + difference(first, other));
        return false;
      }
    }
    if (replays > 1) {
      out.println(replays + " replays, all the same");
    }
    return true;
  }

  private static String difference(String first, String other) {
    String[] one = first.split("\n", -1);
    String[] two = other.split("\n", -1);
    int line = Arrays.mismatch(one, two);
    return "line %d%n  %s%n  %s"
        .formatted(
            line + 1, line < one.length ? one[line] : "", line < two.length ? two[line] : "");
  }
}
