package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Phase;
import java.util.List;
import java.util.Map;

/**
 * After all that went wrong every slot is there: as many messages are at work at once as may be.
 */
final class FullBurst implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    if (run.reached(Phase.BURST).isEmpty()) {
      return List.of();
    }
    return run.ending().bursts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(entry -> entry.getValue().most() < entry.getValue().expected())
        .map(
            entry ->
                "%s: expected %d at work at once in the end, and there were %d at most"
                    .formatted(
                        entry.getKey(), entry.getValue().expected(), entry.getValue().most()))
        .toList();
  }
}
