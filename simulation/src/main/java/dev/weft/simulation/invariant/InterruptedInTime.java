package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.List;

/**
 * A handler is interrupted when its own time is up, or its replica is told to stop, and never by
 * what was meant for another message. With an order by key a lease may end as well, and with a
 * batch the time of a neighbour; neither is checked.
 */
final class InterruptedInTime implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (!handler.isKeyed() && !handler.isBatch()) {
        run.calls(handler).stream()
            .filter(call -> call.is(End.INTERRUPTED))
            .filter(call -> call.until() - call.from() < handler.limiting().timeout().toNanos())
            .filter(call -> !isStopping(run, call))
            .forEach(call -> broken.add(call + ": was interrupted before its time was over"));
      }
    }
    return broken;
  }

  private static boolean isStopping(Evidence run, Call call) {
    return run.lives(life -> life == Life.STOPPING || life == Life.ENDED)
        .anyMatch(entry -> entry.replica().equals(call.replica()) && entry.nanos() <= call.until());
  }
}
