package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.End;
import dev.weft.simulation.scenario.HandlerShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A handler that heeds interrupts is never at work for longer than its time limit, also where it
 * would never end by itself. A replica that stands still interrupts nobody meanwhile.
 */
final class TimeLimitsKept implements Invariant {

  // The housekeeper looks a few times within a limit, and its thread may have to wait for its turn.
  private static final Duration SLACK = Duration.ofSeconds(2);

  // A settlement by hand may wait so long for the server's word, whoever interrupts it.
  private static final Duration CONFIRMATION = Duration.ofSeconds(10);

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      Duration slack = run.faults() > 0 ? CONFIRMATION : SLACK;
      Duration most = handler.limiting().timeout().plus(slack);
      for (Call call : run.calls(handler)) {
        boolean isLate = call.until() - call.from() > most.toNanos();
        if (isLate && !run.isEndless(call) && !run.stoodStill(call)) {
          broken.add("%s: expected to be over within %s".formatted(call, most));
        }
        boolean early =
            call.is(End.INTERRUPTED)
                && run.scenario().isCalm()
                && call.until() - call.from() < handler.limiting().timeout().toNanos();
        if (early && !handler.isBatch()) {
          broken.add("%s: was interrupted before its time limit was over".formatted(call));
        }
      }
    }
    return broken;
  }
}
