package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.scenario.Disturbance.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A stop leaves nothing to wait for its ack wait: what was not handled is handed back, save what
 * waits for a call that ignores its interrupt, and at a stop that interrupts at once. Checked where
 * nothing goes wrong on the way to the server.
 */
final class StopHandsBack implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    if (run.faults() > 0 || run.has(Kind.STOP_NOW)) {
      return List.of();
    }
    Set<String> stopped =
        run.lives(life -> life == Life.STOPPED)
            .map(Entry::replica)
            .filter(replica -> !run.stoodStill(replica, 0, Long.MAX_VALUE))
            .collect(Collectors.toSet());
    return run.entriesOf(Happening.Kept.class)
        .filter(entry -> stopped.contains(entry.replica()) && !isAtWork(run, entry))
        .map(entry -> entry.replica() + " " + entry.what().text())
        .toList();
  }

  private static boolean isAtWork(Evidence run, Entry kept) {
    Happening.Place place = ((Happening.Kept) kept.what()).place();
    return run.calls().stream()
        .anyMatch(
            call ->
                run.scenario().shape().handler(call.handler()).consumers().stream()
                        .anyMatch(name -> place.consumer().endsWith("/" + name))
                    && call.replica().equals(kept.replica())
                    && run.isEndless(call));
  }
}
