package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;

/**
 * A replica that has stopped leaves no thread behind, save those of a handler that hangs for ever
 * and those that wait for it.
 */
final class NoThreadLeft implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    run.entriesOf(Happening.Left.class)
        .forEach(
            entry -> {
              var left = new ArrayList<>(((Happening.Left) entry.what()).threads());
              left.removeIf(thread -> isExcused(run, entry, thread));
              if (!left.isEmpty()) {
                broken.add(
                    "%s: expected no thread after its stop, and there is %s"
                        .formatted(entry.replica(), left));
              }
            });
    return broken;
  }

  private static boolean isExcused(Evidence run, Entry left, String thread) {
    return run.calls().stream()
        .filter(call -> call.until() == Long.MAX_VALUE && call.replica().equals(left.replica()))
        .anyMatch(
            call ->
                thread.equals(call.beginning().thread())
                    || thread.equals("weft-scope")
                    || thread.startsWith("weft-" + call.handler()));
  }
}
