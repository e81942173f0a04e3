package dev.weft.benchmarks;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What one run came to; as text, one line that {@link #parse} reads. */
record Sample(Map<Measure, Double> values) {

  Sample {
    values = new EnumMap<>(values);
  }

  double get(Measure measure) {
    Double value = values.get(measure);
    if (value == null) {
      throw new IllegalArgumentException(measure + " was not measured, only " + values.keySet());
    }
    return value;
  }

  static Sample parse(String line) {
    return new Sample(
        Arrays.stream(line.strip().split(" ", -1))
            .map(word -> word.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> Measure.valueOf(pair[0]), pair -> Double.valueOf(pair[1]))));
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
