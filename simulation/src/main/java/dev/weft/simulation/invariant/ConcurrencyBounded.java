package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.List;

/**
 * In one process no more messages than {@code concurrency} says are in work at once, in each
 * partition, save those whose time is up and whose thread was abandoned. With manual
 * acknowledgement a message is in work until it is settled, unless that is a batch's.
 */
final class ConcurrencyBounded implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      List<Call> calls = run.calls(handler);
      for (Call call : calls) {
        long atWork = calls.stream().filter(other -> isBeside(run, handler, call, other)).count();
        if (atWork > most(handler)) {
          broken.add("%d at work with %s, expected %d".formatted(atWork, call, most(handler)));
        }
      }
    }
    return broken;
  }

  private static boolean isBeside(Evidence run, HandlerShape handler, Call call, Call other) {
    return other.from() <= call.from()
        && other.replica().equals(call.replica())
        && Partition.of(handler, run.key(call.message()))
            == Partition.of(handler, run.key(other.message()))
        && (other.equals(call) || slot(run, handler, other) > call.from());
  }

  private static long slot(Evidence run, HandlerShape handler, Call call) {
    return handler.isBatch()
        ? Hold.until(run, handler, call)
        : Hold.untilSettled(run, handler, call);
  }

  private static int most(HandlerShape handler) {
    return handler.dispatching().concurrency() * Math.max(1, handler.dispatching().batch());
  }
}
