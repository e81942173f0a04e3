package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * In one process no more messages than {@code concurrency} says are in work at once, in each
 * partition, save those whose thread was abandoned.
 */
final class ConcurrencyBounded implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (OrderOfKeys.Hanging.none(run, handler)) {
        List<Call> calls = run.calls(handler);
        for (Call call : calls) {
          long atWork = calls.stream().filter(other -> isBeside(run, handler, call, other)).count();
          if (atWork > most(handler)) {
            broken.add("%d at work with %s, expected %d".formatted(atWork, call, most(handler)));
          }
        }
      }
    }
    return broken;
  }

  private static boolean isBeside(Evidence run, HandlerShape handler, Call call, Call other) {
    boolean samePart =
        handler.dispatching().order() != Order.PARTITIONS
            || run.key(call.message()) % Shape.PARTITIONS
                == run.key(other.message()) % Shape.PARTITIONS;
    return samePart
        && other.replica().equals(call.replica())
        && other.from() <= call.from()
        && (other.equals(call) || other.until() > call.from());
  }

  private static int most(HandlerShape handler) {
    return handler.dispatching().concurrency() * Math.max(1, handler.dispatching().batch());
  }
}
