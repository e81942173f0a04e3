package dev.weft.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The same measured several times. */
record Series(List<Double> values) {

  private static final double MOST_OUTSIDE = 1.0 / 16;

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

  /** Bounds of what a median would be of ever more measurements. */
  record Interval(double least, double most) {}

  /**
   * Where the true median lies, but for one case in 16 at most. Of n measurements each is above it
   * as often as below, like a coin: so many at either end are left out as coins allow. Of five to
   * eight that is none; of nine it is the least and the most.
   */
  Interval medianWithin() {
    List<Double> sorted = values.stream().sorted().toList();
    int left = 0;
    double outside = 2 * Math.pow(0.5, sorted.size());
    double ways = 1;
    while (left < sorted.size() / 2) {
      ways = ways * (sorted.size() - left) / (left + 1);
      outside += 2 * ways * Math.pow(0.5, sorted.size());
      if (outside > MOST_OUTSIDE) {
        break;
      }
      left++;
    }
    return new Interval(sorted.get(left), sorted.get(sorted.size() - 1 - left));
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
