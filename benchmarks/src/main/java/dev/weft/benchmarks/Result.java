package dev.weft.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * What a case came to.
 *
 * @param samples one for each round, by the contender's title, in the table's order
 */
record Result(Case of, Map<String, List<Sample>> samples) {

  Series ratio(Comparison comparison) {
    return series(comparison.ours(), comparison.measure())
        .over(series(comparison.theirs(), comparison.measure()));
  }

  /** Whether both of them were measured so. */
  boolean has(Comparison comparison) {
    return has(comparison.ours(), comparison.measure())
        && has(comparison.theirs(), comparison.measure());
  }

  boolean has(Entrant entrant, Measure measure) {
    return samples(entrant).stream().allMatch(sample -> sample.has(measure));
  }

  Series series(Entrant entrant, Measure measure) {
    return Series.of(samples(entrant), measure);
  }

  private List<Sample> samples(Entrant entrant) {
    return samples.getOrDefault(entrant.title, List.of());
  }

  /** What was measured, in the enum's order. */
  List<Measure> measures() {
    return samples.values().stream()
        .flatMap(List::stream)
        .flatMap(sample -> sample.values().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }
}
