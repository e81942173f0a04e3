package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that its handler has rejected is not handled again by the same process while its dead
 * letter cannot be written: it comes back for that alone. A scheduled copy of an earlier attempt,
 * which faults may leave beside it, is another matter.
 */
final class RejectedOnce implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      boolean isChecked =
          !handler.isBatch()
              && !handler.isKeyed()
              && handler.retrying().exhausted() == Exhausted.DEAD_LETTER;
      if (isChecked) {
        run.calls(handler).stream()
            .filter(call -> call.is(End.REJECTED))
            .forEach(call -> check(run, call, broken));
      }
    }
    return broken;
  }

  private static void check(Evidence run, Call rejected, List<String> broken) {
    run.calls().stream()
        .filter(call -> isSame(call, rejected) && call.from() > rejected.until())
        .filter(call -> call.begun().attempt() > rejected.begun().attempt())
        .filter(call -> !isTerminatedBetween(run, rejected, call))
        .forEach(
            call ->
                broken.add(call + ": it was rejected at " + rejected.until() / 1_000_000 + " ms"));
  }

  private static boolean isSame(Call call, Call rejected) {
    return call.handler().equals(rejected.handler())
        && call.message() == rejected.message()
        && call.replica().equals(rejected.replica());
  }

  // Its termination may be lost on its way, and then it comes again as any message does.
  private static boolean isTerminatedBetween(Evidence run, Call rejected, Call next) {
    return run.entriesOf(Happening.Settled.class)
        .filter(entry -> entry.nanos() >= rejected.until() && entry.nanos() <= next.from())
        .map(Entry::what)
        .map(Happening.Settled.class::cast)
        .anyMatch(
            settled ->
                settled.handler().equals(rejected.handler())
                    && settled.message() == rejected.message()
                    && settled.verdict() == Verdict.REJECT);
  }
}
