package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Order;
import java.util.ArrayList;
import java.util.List;

/**
 * With an order by key a process does not begin again what it has settled for good, though the
 * settlement is lost on its way: it would come behind later messages of its key.
 *
 * <p>Its worker knows that; so this is not checked where another worker may have taken its place
 * meanwhile: after a pause, a standstill, or the end of a lease, of which its guard tells.
 */
final class SettledStaysSettled implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.dispatching().order() == Order.KEY) {
        run.entriesOf(Happening.Settled.class)
            .filter(entry -> isLast(handler, (Happening.Settled) entry.what()))
            .forEach(entry -> check(run, handler, entry, broken));
      }
    }
    return broken;
  }

  private static boolean isLast(HandlerShape handler, Happening.Settled settled) {
    return settled.handler().equals(handler.name()) && settled.verdict() != Verdict.RETRY;
  }

  private static boolean isReplaced(Evidence run, HandlerShape handler, Entry settled, Call call) {
    return run.stoodStill(call.replica(), settled.nanos(), call.from())
        || run.entries().stream()
            .filter(entry -> entry.replica().equals(call.replica()))
            .filter(entry -> entry.nanos() >= settled.nanos() - WorkerLives.UNDER_WAY.toNanos())
            .takeWhile(entry -> entry.nanos() <= call.from())
            .anyMatch(entry -> WorkerLives.isEnd(handler, entry.what()));
  }

  private static void check(
      Evidence run, HandlerShape handler, Entry settled, List<String> broken) {
    int message = ((Happening.Settled) settled.what()).message();
    for (Call call : run.calls(handler)) {
      if (call.message() == message
          && call.replica().equals(settled.replica())
          && call.from() > settled.nanos()
          && !isReplaced(run, handler, settled, call)) {
        broken.add(call + ": it was settled there at " + settled.nanos() / 1_000_000 + " ms");
      }
    }
  }
}
