package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;

/**
 * A replica that has stopped leaves no thread behind, save that of a call that hangs for ever and
 * those that wait for it: of its worker, and of its batch.
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
        .anyMatch(call -> thread.equals(call.beginning().thread()) || waits(run, call, thread));
  }

  /**
   * Whether it waits for the call: the scope's, its worker's, or that of a message of its batch.
   */
  private static boolean waits(Evidence run, Call call, String thread) {
    String worker = "weft-" + call.handler();
    boolean isWorkers =
        thread.matches(worker + "(-p\\d+)?(-take(-\\d+)?)?")
            || thread.equals(worker + "-leases")
            || thread.equals(worker + "-lease-guard");
    boolean isNeighbours =
        run.scenario().shape().handler(call.handler()).isBatch()
            && thread.matches(worker + "-\\d+");
    return isWorkers || isNeighbours || thread.equals("weft-scope");
  }
}
