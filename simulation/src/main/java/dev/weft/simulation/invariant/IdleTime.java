package dev.weft.simulation.invariant;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** How long nobody was busy. */
final class IdleTime {

  /** A time during which somebody was. */
  record Busy(long from, long until) {}

  private IdleTime() {}

  /** How much of the time between two moments none of these covers. */
  static Duration between(List<Busy> busy, long from, long until) {
    long idle = 0;
    long covered = from;
    for (Busy each : busy.stream().sorted(Comparator.comparingLong(Busy::from)).toList()) {
      idle += Math.max(0, Math.min(each.from(), until) - covered);
      covered = Math.max(covered, each.until());
    }
    return Duration.ofNanos(idle + Math.max(0, until - covered));
  }
}
