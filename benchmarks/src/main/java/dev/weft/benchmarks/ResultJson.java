package dev.weft.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A result as what is written as JSON. */
final class ResultJson {

  private ResultJson() {}

  static Map<String, Object> of(Result result) {
    Map<String, Object> contenders = new LinkedHashMap<>();
    result.samples().forEach((title, samples) -> contenders.put(title, values(samples)));
    List<Map<String, Object>> ratios =
        result.of().comparisons().stream()
            .filter(result::has)
            .map(one -> ratio(one, result))
            .toList();
    return Map.of("name", result.of().name(), "contenders", contenders, "ratios", ratios);
  }

  private static Map<String, Object> ratio(Comparison one, Result result) {
    Series ratio = result.ratio(one);
    return Map.of(
        "measure",
        one.measure().title,
        "ours",
        one.ours().title,
        "theirs",
        one.theirs().title,
        "ratio",
        ratio.median(),
        "least",
        ratio.least(),
        "most",
        ratio.most(),
        "aim",
        one.bar(),
        "finding",
        one.hasBar() ? one.finding(ratio).title : "");
  }

  private static List<Map<String, Double>> values(List<Sample> samples) {
    return samples.stream()
        .map(
            sample -> {
              Map<String, Double> values = new LinkedHashMap<>();
              sample.values().forEach((measure, value) -> values.put(measure.title, value));
              return values;
            })
        .toList();
  }
}
