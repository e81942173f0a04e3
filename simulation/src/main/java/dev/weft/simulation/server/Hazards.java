package dev.weft.simulation.server;

import java.util.Optional;

/** The chances for faults at one place, counted for each kind. */
final class Hazards {

  private final FaultDecisions faults;
  private final String where;
  private final long[] counts = new long[FaultKind.values().length];

  Hazards(FaultDecisions faults, String where) {
    this.faults = faults;
    this.where = where;
  }

  /** Takes the next chance of a kind, or lets it pass. */
  Optional<Fault> next(FaultKind kind) {
    return faults.decide(count(kind));
  }

  /** The next chance of a kind, not decided. */
  Fault count(FaultKind kind) {
    return new Fault(kind, where, ++counts[kind.ordinal()]);
  }

  FaultDecisions faults() {
    return faults;
  }
}
