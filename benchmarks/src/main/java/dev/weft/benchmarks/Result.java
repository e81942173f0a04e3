package dev.weft.benchmarks;

import java.util.List;
import java.util.Map;

/** What a case came to: the samples of each contender, one for each round. */
record Result(Case of, Map<Entrant, List<Sample>> samples) {

  Series ratio(Comparison comparison) {
    return series(comparison.ours(), comparison.measure())
        .over(series(comparison.theirs(), comparison.measure()));
  }

  Series series(Entrant entrant, Measure measure) {
    return Series.of(samples.getOrDefault(entrant, List.of()), measure);
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
