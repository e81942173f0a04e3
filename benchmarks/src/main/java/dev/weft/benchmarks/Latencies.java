package dev.weft.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** How long messages took. Any thread adds; who reads has to wait until all are added. */
final class Latencies {

  private static final int MOST = 1_000_000;
  private static final double MICROS = 1e3;

  private final long[] nanos = new long[MOST];
  private final AtomicInteger count = new AtomicInteger();

  void add(long each) {
    int index = count.getAndIncrement();
    if (index < MOST) {
      nanos[index] = each;
    }
  }

  void clear() {
    count.set(0);
  }

  /** The one added last; endless if there is none. */
  long latestNanos() {
    int added = Math.min(MOST, count.get());
    return added == 0 ? Long.MAX_VALUE : nanos[added - 1];
  }

  Map<Measure, Double> values() {
    long[] sorted = Arrays.copyOf(nanos, Math.min(MOST, count.get()));
    if (sorted.length == 0) {
      throw new IllegalStateException("no message came");
    }
    Arrays.sort(sorted);
    return Map.of(
        Measure.P50, at(sorted, 0.5),
        Measure.P99, at(sorted, 0.99),
        Measure.P999, at(sorted, 0.999));
  }

  private static double at(long[] sorted, double quantile) {
    int index = (int) Math.ceil(quantile * sorted.length) - 1;
    return sorted[Math.max(0, index)] / MICROS;
  }
}
