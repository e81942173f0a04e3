package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A stop that was let drain leaves nothing to wait for its ack wait: what was not handled is handed
 * back. Checked where nothing goes wrong on the way to the server.
 */
final class StopHandsBack implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    if (run.faults() > 0 || run.has(Kind.FREEZE, Kind.KILL, Kind.STOP_NOW) || hangs(run)) {
      return List.of();
    }
    Set<String> drained =
        run.lives(life -> life == Life.STOPPED)
            .filter(entry -> isWithinDrain(run, entry))
            .map(Entry::replica)
            .collect(Collectors.toSet());
    return run.entriesOf(Happening.Kept.class)
        .filter(entry -> drained.contains(entry.replica()))
        .map(entry -> entry.replica() + " " + entry.what().text())
        .toList();
  }

  private static boolean isWithinDrain(Evidence run, Entry stopped) {
    return ((Happening.Replica) stopped.what()).length().compareTo(run.scenario().shape().drain())
        < 0;
  }

  private static boolean hangs(Evidence run) {
    return run.scenario().shape().handlers().stream()
        .anyMatch((HandlerShape handler) -> !OrderOfKeys.Hanging.none(run, handler));
  }
}
