package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One replica at a time handles messages of a partition, or of a handler that is at work in one
 * replica alone. A replica that stands still and goes on is beyond that promise, and so is a
 * handler that ignores its interrupt.
 */
final class OneOwner implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (run.has(Kind.FREEZE)) {
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.isKeyed() && OrderOfKeys.Hanging.none(run, handler)) {
        check(run, handler, broken);
      }
    }
    return broken;
  }

  private static void check(Evidence run, HandlerShape handler, List<String> broken) {
    List<Call> calls = run.calls(handler);
    for (int i = 0; i < calls.size(); i++) {
      for (int j = i + 1; j < calls.size(); j++) {
        Call one = calls.get(i);
        Call other = calls.get(j);
        if (!one.replica().equals(other.replica())
            && part(run, handler, one) == part(run, handler, other)
            && other.from() < one.until()) {
          broken.add("in two replicas at once: " + one + ", " + other);
        }
      }
    }
  }

  private static int part(Evidence run, HandlerShape handler, Call call) {
    return handler.dispatching().order() == Order.PARTITIONS
        ? run.key(call.message()) % Shape.PARTITIONS
        : 0;
  }
}
