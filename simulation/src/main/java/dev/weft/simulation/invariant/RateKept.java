package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.List;

/**
 * In one process messages begin no faster than a handler's rate: within any time w at most rate ×
 * (w + 0.1 s) + 1. A replica whose threads get no turn begins what was granted late, hence the
 * slack.
 */
final class RateKept implements Invariant {

  private static final double SLACK = 0.25;

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      int rate = handler.limiting().rate();
      if (rate > 0 && !handler.isBatch()) {
        run.calls(handler).stream()
            .map(Call::replica)
            .distinct()
            .forEach(replica -> check(run, handler, replica, broken));
      }
    }
    return broken;
  }

  private static void check(
      Evidence run, HandlerShape handler, String replica, List<String> broken) {
    List<Call> calls =
        run.calls(handler).stream().filter(call -> call.replica().equals(replica)).toList();
    for (int i = 0; i < calls.size(); i++) {
      for (int j = i + 1; j < calls.size(); j++) {
        double within = (calls.get(j).from() - calls.get(i).from()) / 1e9;
        double most = handler.limiting().rate() * (within + 0.1 + SLACK) + 1;
        if (j - i + 1 > most) {
          broken.add(
              "%d messages of %s began in %s within %.3f s, expected %.0f at most"
                  .formatted(j - i + 1, handler.name(), replica, within, most));
          return;
        }
      }
    }
  }
}
