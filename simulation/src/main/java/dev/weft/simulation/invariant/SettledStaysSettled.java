package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Order;
import java.util.ArrayList;
import java.util.List;

/**
 * With an order by key a process does not begin again what it has settled for good, though the
 * settlement is lost on its way: it would come behind later messages of its key.
 *
 * <p>Its worker knows that; so this is not checked where another worker may have taken its place.
 */
final class SettledStaysSettled implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (run.has(Kind.PAUSE, Kind.FREEZE)) {
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.dispatching().order() == Order.KEY) {
        run.entriesOf(Happening.Settled.class)
            .filter(entry -> isLast(handler, (Happening.Settled) entry.what()))
            .filter(entry -> keepsItsLease(run, entry.replica()))
            .forEach(entry -> check(run, handler, entry, broken));
      }
    }
    return broken;
  }

  private static boolean isLast(HandlerShape handler, Happening.Settled settled) {
    return settled.handler().equals(handler.name()) && settled.verdict() != Verdict.RETRY;
  }

  private static boolean keepsItsLease(Evidence run, String replica) {
    return run.entriesOf(Happening.Logged.class)
        .filter(entry -> entry.replica().equals(replica))
        .noneMatch(entry -> ((Happening.Logged) entry.what()).line().contains("lease"));
  }

  private static void check(
      Evidence run, HandlerShape handler, Entry settled, List<String> broken) {
    int message = ((Happening.Settled) settled.what()).message();
    for (Call call : run.calls(handler)) {
      if (call.message() == message
          && call.replica().equals(settled.replica())
          && call.from() > settled.nanos()) {
        broken.add(call + ": it was settled there at " + settled.nanos() / 1_000_000 + " ms");
      }
    }
  }
}
