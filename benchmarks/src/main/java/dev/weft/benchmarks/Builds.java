package dev.weft.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sets this build beside an earlier one: each of Weft's contenders in two JVMs, which run in turn.
 *
 * @param earlier the class path of the earlier build's benchmarks
 */
record Builds(Race race, String earlier) {

  /** Runs the Weft contenders of the cases and prints a line for each and measure. */
  void compare(List<Case> cases, PrintStream out) throws Exception {
    out.println("\n| Case | contender | measure | earlier | this | ratio |");
    out.println("| --- | --- | --- | ---: | ---: | ---: |");
    for (Case one : cases) {
      for (Entrant entrant : one.entrants()) {
        if (entrant.isWeft()) {
          compare(one, entrant, out);
        }
      }
    }
  }

  private void compare(Case one, Entrant entrant, PrintStream out) throws Exception {
    List<List<Sample>> samples = race.inTurn(one, entrant, List.of(earlier, Race.THIS_BUILD));
    List<Sample> before = samples.get(0);
    List<Sample> now = samples.get(1);
    for (Measure measure : measured(before, now)) {
      Series of = Series.of(now, measure);
      Series beside = Series.of(before, measure);
      out.printf(
          "| `%s` | %s | %s | %s | %s | %s |%n",
          one.name(),
          entrant.title,
          measure.title,
          Series.text(beside.median()),
          Series.text(of.median()),
          of.over(beside));
    }
  }

  private static List<Measure> measured(List<Sample> before, List<Sample> now) {
    var all = new ArrayList<>(before);
    all.addAll(now);
    return Arrays.stream(Measure.values())
        .filter(one -> all.stream().allMatch(sample -> sample.values().containsKey(one)))
        .toList();
  }
}
