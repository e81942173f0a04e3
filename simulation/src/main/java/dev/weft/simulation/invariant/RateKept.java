package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.List;

/**
 * In one process messages begin no faster than a handler's rate, and those of all handlers that
 * share a limit no faster than that: within any time w at most rate × (w + 0.1 s) + 1. A replica
 * whose threads get no turn begins what was granted late, hence the slack.
 */
final class RateKept implements Invariant {

  private static final double SLACK = 0.1;

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    List<HandlerShape> handlers = run.scenario().shape().handlers();
    for (HandlerShape handler : handlers) {
      check(run, List.of(handler), handler.limiting().rate(), broken);
    }
    check(
        run,
        handlers.stream().filter(handler -> handler.limiting().shared() > 0).toList(),
        handlers.getFirst().limiting().shared(),
        broken);
    return broken;
  }

  // What a batch has gathered begins at once.
  private static void check(
      Evidence run, List<HandlerShape> handlers, int rate, List<String> broken) {
    if (rate > 0 && handlers.stream().noneMatch(HandlerShape::isBatch)) {
      List<String> names = handlers.stream().map(HandlerShape::name).toList();
      List<Call> calls =
          run.calls().stream().filter(call -> names.contains(call.handler())).toList();
      calls.stream()
          .map(Call::replica)
          .distinct()
          .forEach(
              replica ->
                  check(
                      names + " in " + replica,
                      calls.stream().filter(call -> call.replica().equals(replica)).toList(),
                      rate,
                      broken));
    }
  }

  private static void check(String where, List<Call> calls, int rate, List<String> broken) {
    for (int i = 0; i < calls.size(); i++) {
      for (int j = i + 1; j < calls.size(); j++) {
        double within = (calls.get(j).from() - calls.get(i).from()) / 1e9;
        double most = rate * (within + 0.1 + SLACK) + 1;
        if (j - i + 1 > most) {
          broken.add(
              "%d messages of %s began within %.3f s, expected %.0f at most"
                  .formatted(j - i + 1, where, within, most));
          return;
        }
      }
    }
  }
}
