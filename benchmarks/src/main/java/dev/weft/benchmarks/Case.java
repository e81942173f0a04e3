package dev.weft.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/**
 * A question: who does the same work, and how do they compare?
 *
 * @param name for the command line
 * @param title for the table
 * @param stock what they work on
 * @param conduct how the runs go
 * @param handlers how many take messages, each with a consumer of its own
 * @param entrants who takes part
 * @param comparisons who is set beside whom
 * @param limits what one of them may cost, whatever others do
 */
record Case(
    String name,
    String title,
    Stock stock,
    Conduct conduct,
    int handlers,
    List<Entrant> entrants,
    List<Comparison> comparisons,
    List<Limit> limits) {

  /** Those who are compared take part, each in one JVM for all its runs. */
  static Case of(String name, String title, Stock stock, Comparison... comparisons) {
    List<Comparison> all = List.of(comparisons);
    return new Case(
        name,
        title,
        stock,
        Conduct.WARM,
        1,
        all.stream().flatMap(one -> Stream.of(one.ours(), one.theirs())).distinct().toList(),
        all,
        List.of());
  }

  /** The same with runs of another kind, for so many handlers. */
  Case with(Conduct other, int many) {
    return new Case(name, title, stock, other, many, entrants, comparisons, limits);
  }

  /** The same with one who has nobody beside it. */
  Case alone(Entrant entrant) {
    return new Case(name, title, stock, conduct, handlers, List.of(entrant), comparisons, limits);
  }

  /** The same, and what one of them may cost. */
  Case within(Limit... bounds) {
    return new Case(name, title, stock, conduct, handlers, entrants, comparisons, List.of(bounds));
  }
}
