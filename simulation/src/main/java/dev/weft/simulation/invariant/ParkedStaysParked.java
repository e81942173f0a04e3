package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import java.util.ArrayList;
import java.util.List;

/**
 * Nothing behind a message that was given up is begun where that parks its key; nobody releases one
 * in a run.
 */
final class ParkedStaysParked implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.retrying().exhausted() == Exhausted.PARK_KEY) {
        run.entriesOf(Happening.Settled.class)
            .filter(entry -> isGivenUp(handler, (Happening.Settled) entry.what()))
            .forEach(entry -> check(run, handler, entry, broken));
      }
    }
    return broken;
  }

  private static boolean isGivenUp(HandlerShape handler, Happening.Settled settled) {
    return settled.handler().equals(handler.name()) && settled.verdict() == Verdict.REJECT;
  }

  private static void check(
      Evidence run, HandlerShape handler, Entry settled, List<String> broken) {
    int message = ((Happening.Settled) settled.what()).message();
    for (Call call : run.calls(handler)) {
      if (run.key(call.message()) == run.key(message)
          && run.sequence(call.message()) > run.sequence(message)
          && call.from() > settled.nanos()
          && !run.stoodStill(call.replica(), call.from(), call.from())) {
        broken.add(
            "%s: its key is parked since message %d was given up at %d ms"
                .formatted(call, message, settled.nanos() / 1_000_000));
      }
    }
  }
}
