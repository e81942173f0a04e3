package dev.weft.benchmarks;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was used between the two readings of a {@link Meter}.
 *
 * @param clientNanos of processor time
 * @param serverNanos of processor time
 * @param allocated bytes
 * @param byRole the client's by thread; absent where it could not be read
 */
record Spent(
    double seconds,
    double clientNanos,
    double serverNanos,
    double allocated,
    Optional<CostsByRole> byRole) {

  private static final double NANOS = 1e9;
  private static final double MICROS = 1e3;

  /** For each of so many messages. */
  Sample perMessage(long messages) {
    double count = Math.max(1, messages);
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    values.put(Measure.RATE, count / seconds);
    values.put(Measure.CLIENT_CPU, clientNanos / MICROS / count);
    values.put(Measure.SERVER_CPU, serverNanos / MICROS / count);
    values.put(Measure.ALLOCATED, allocated / count);
    byRole.ifPresent(costs -> values.put(Measure.WAKE_UPS, costs.wakeUps() / count));
    return new Sample(values, shares(count));
  }

  /** For each second. */
  Sample perSecond() {
    return new Sample(
        Map.of(
            Measure.CORES, clientNanos / NANOS / seconds,
            Measure.SERVER_CORES, serverNanos / NANOS / seconds,
            Measure.ALL_CORES, (clientNanos + serverNanos) / NANOS / seconds),
        shares(seconds));
  }

  private Map<ThreadRole, Share> shares(double count) {
    return byRole.map(costs -> costs.shares(count)).orElse(Map.of());
  }
}
