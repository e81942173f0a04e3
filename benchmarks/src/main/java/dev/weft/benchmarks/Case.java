package dev.weft.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/**
 * A question: who does the same work, and how do they compare?
 *
 * @param name for the command line
 * @param title for the table
 * @param stock what they work on
 * @param once whether each run has a new JVM
 * @param entrants who takes part
 * @param comparisons who is set beside whom
 */
record Case(
    String name,
    String title,
    Stock stock,
    boolean once,
    List<Entrant> entrants,
    List<Comparison> comparisons) {

  /** Those who are compared take part, each in one JVM for all its runs. */
  static Case of(String name, String title, Stock stock, Comparison... comparisons) {
    List<Comparison> all = List.of(comparisons);
    return new Case(
        name,
        title,
        stock,
        false,
        all.stream().flatMap(one -> Stream.of(one.ours(), one.theirs())).distinct().toList(),
        all);
  }
}
