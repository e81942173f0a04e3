package dev.weft.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The same measured several times. */
record Series(List<Double> values) {

  Series {
    values = List.copyOf(values);
  }

  static Series of(Collection<Sample> samples, Measure measure) {
    return new Series(samples.stream().map(sample -> sample.get(measure)).toList());
  }

  /** This over that, pair by pair. */
  Series over(Series other) {
    return new Series(
        IntStream.range(0, values.size())
            .mapToObj(i -> values.get(i) / other.values.get(i))
            .toList());
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double most() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  @Override
  public String toString() {
    return text(median()) + " (" + text(least()) + "–" + text(most()) + ")";
  }

  static String text(double value) {
    String format = value >= 100 ? "%,.0f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
