package dev.weft.simulation.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The chances for faults at one place, counted for each kind. */
final class Hazards {

  private final FaultDecisions faults;
  private final String where;
  private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);

  Hazards(FaultDecisions faults, String where) {
    this.faults = faults;
    this.where = where;
  }

  /** Takes the next chance of a kind, or lets it pass. */
  Optional<Fault> next(FaultKind kind) {
    return faults.mayHappen(kind) ? faults.decide(count(kind)) : Optional.empty();
  }

  /** The next chance of a kind, not decided. */
  Fault count(FaultKind kind) {
    return new Fault(kind, where, counts.merge(kind, 1L, Long::sum));
  }

  FaultDecisions faults() {
    return faults;
  }
}
