package dev.weft.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sets this build beside an earlier one: each of Weft's contenders in two JVMs, which run in turn,
 * and in several such pairs: one JVM compiles the same code otherwise than another, which more
 * rounds in it would not show.
 *
 * @param forks how many pairs of JVMs
 */
record Builds(Race race, EarlierBuild earlier, int forks) {

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
    Race.Start now = place -> new Lane(entrant, place, Lane.THIS_BUILD);
    try {
      compare(one, entrant, List.of(earlier.driven(entrant), now), out);
    } catch (IOException e) { // as when the earlier build lacks a method that is called
      if (earlier.has(entrant)) {
        out.printf("| `%s` | by the earlier build's harness: %s | | | | |%n", one.name(), e);
        compare(one, entrant, List.of(earlier.itself(entrant), now), out);
      } else {
        out.printf("| `%s` | %s | not in the earlier build | | | |%n", one.name(), entrant.title);
      }
    }
  }

  private void compare(Case one, Entrant entrant, List<Race.Start> both, PrintStream out)
      throws Exception {
    List<Sample> before = new ArrayList<>();
    List<Sample> now = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      List<List<Sample>> pair = race.inTurn(one, both);
      before.addAll(pair.get(0));
      now.addAll(pair.get(1));
    }
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
        .filter(one -> all.stream().allMatch(sample -> sample.has(one)))
        .toList();
  }
}
