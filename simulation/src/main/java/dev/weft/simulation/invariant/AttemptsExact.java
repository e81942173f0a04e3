package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.List;

/**
 * Where nothing goes wrong but in handlers, a handler is called with a message exactly as often as
 * its attempts say, and never after it has succeeded.
 */
final class AttemptsExact implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (!run.scenario().isCalm()) {
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (!isExact(run, handler)) {
        continue;
      }
      for (Post post : run.kept()) {
        List<Call> calls = run.calls(handler, post);
        int expected = expected(handler, post);
        boolean parked = calls.isEmpty() && DeadLetters.has(run, handler, post);
        if (calls.size() != expected && !parked && !isLeft(run, handler, post, calls)) {
          broken.add(
              "message %d: expected %d calls of %s, and there were %d"
                  .formatted(post.number(), expected, handler.name(), calls.size()));
        }
      }
    }
    return broken;
  }

  /**
   * Whether each delivery is one call: batches call again, a breaker and a handler that stops hand
   * back what was not begun. A partition that moves leaves behind how often its worker has tried a
   * message.
   */
  private static boolean isExact(Evidence run, HandlerShape handler) {
    return !handler.isBatch()
        && !handler.limiting().breaker()
        && (handler.dispatching().order() != Order.PARTITIONS || run.scenario().replicas() == 1)
        && handler.retrying().exhausted() != Exhausted.STOP;
  }

  /** Whether its handler ignores its interrupt, or who takes over from that has handed it back. */
  private static boolean isLeft(Evidence run, HandlerShape handler, Post post, List<Call> calls) {
    return calls.stream().anyMatch(run::isEndless)
        || (run.deliveries(handler, post.number()) > calls.size()
            && run.calls(handler).stream().anyMatch(run::isEndless));
  }

  /** How many calls the attempts of a message come to. */
  static int expected(HandlerShape handler, Post post) {
    int call = 1;
    while (true) {
      Act act = post.act(handler.name(), call);
      boolean over = act.kind().succeeds() || act.kind().rejects();
      boolean exhausted = act.kind() != Act.Kind.NAK && call >= handler.retrying().attempts();
      if (over || exhausted) {
        return call;
      }
      call++;
    }
  }
}
