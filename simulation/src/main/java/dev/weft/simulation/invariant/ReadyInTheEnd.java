package dev.weft.simulation.invariant;

import java.util.List;

/**
 * Once faults have ceased and all is settled, every replica is ready; save that a refused emission is
 * shown for two minutes.
 */
final class ReadyInTheEnd implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    return run.ending().unready().stream()
        .filter(problem -> !problem.contains("emits is refused"))
        .toList();
  }
}
