package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.List;

/**
 * One replica at a time handles messages of a partition, or of a handler that is at work in one
 * replica alone. A replica that stands still and goes on is beyond that promise until it has seen
 * the time, and so is a call that ignores its interrupt, once its time is up.
 */
final class OneOwner implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.isKeyed()) {
        check(run, handler, broken);
      }
    }
    return broken;
  }

  private static void check(Evidence run, HandlerShape handler, List<String> broken) {
    List<Call> calls = run.calls(handler).stream().filter(call -> !run.stoodStill(call)).toList();
    for (int i = 0; i < calls.size(); i++) {
      long until = Hold.until(run, handler, calls.get(i));
      for (int j = i + 1; j < calls.size(); j++) {
        Call one = calls.get(i);
        Call other = calls.get(j);
        if (!one.replica().equals(other.replica())
            && Partition.of(handler, run.key(one.message()))
                == Partition.of(handler, run.key(other.message()))
            && other.from() < until) {
          broken.add("in two replicas at once: " + one + ", " + other);
        }
      }
    }
  }
}
