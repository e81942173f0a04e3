package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.Disturbance;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.List;

/**
 * A handler is called with a message no more often than its attempts say, and once more for each
 * thing that may have brought a delivery to nothing; twice as often with batches, whose messages
 * are handled again alone.
 */
final class CallsBounded implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.retrying().exhausted() == Exhausted.STOP) {
        continue; // a message has one attempt more each time that its handler is resumed
      }
      for (Post post : run.stored()) {
        List<Call> calls = run.calls(handler, post);
        long most = most(handler, post, breaks(run, handler) + moves(run, handler));
        if (calls.size() > most) {
          broken.add(
              "message %d: expected %d calls of %s at most, and there were %d"
                  .formatted(post.number(), most, handler.name(), calls.size()));
        }
      }
    }
    return broken;
  }

  // Who cannot settle for long is delivered the message anew after each ack wait.
  private static long breaks(Evidence run, HandlerShape handler) {
    long waits =
        run.scenario().disturbances().stream()
            .filter(each -> each.kind() == Disturbance.Kind.FREEZE)
            .mapToLong(each -> each.length().dividedBy(handler.delivering().ackWait()))
            .sum();
    return run.scenario().disturbances().size() + waits + 2 * run.faults();
  }

  private static int moves(Evidence run, HandlerShape handler) {
    return handler.dispatching().order() == Order.PARTITIONS ? run.scenario().replicas() : 0;
  }

  private static long most(HandlerShape handler, Post post, long breaks) {
    int calls = AttemptsExact.expected(handler, post);
    if (handler
        .isBatch()) { // what it says of a batch holds for all, so a neighbour may spend attempts
      return 2 * (Math.max(calls, handler.retrying().attempts()) + breaks);
    }
    // Who takes over knows nothing of the attempts that a message has had in the worker before.
    return handler.isKeyed() ? calls * (1 + breaks) : calls + breaks;
  }
}
