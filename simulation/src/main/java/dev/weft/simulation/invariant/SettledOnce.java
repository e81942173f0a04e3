package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first settlement of a delivery counts: a replica settles nothing for good more often than it
 * was delivered to it. Where nothing goes wrong but in handlers, nothing is settled for good twice,
 * or handled again after that.
 */
final class SettledOnce implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      deliveries(run, handler, broken);
      if (run.scenario().isCalm()) {
        run.stored().forEach(post -> check(run, handler, post, broken));
      }
    }
    return broken;
  }

  private record Taken(String replica, int message) {}

  private static void deliveries(Evidence run, HandlerShape handler, List<String> broken) {
    Map<Taken, Integer> open = new HashMap<>();
    for (Entry entry : run.entries()) {
      switch (entry.what()) {
        case Happening.Delivered delivered when Evidence.isFor(handler, delivered.place()) ->
            open.merge(new Taken(entry.replica(), delivered.place().message()), 1, Integer::sum);
        case Happening.Settled settled when isForGood(handler, settled) -> {
          var taken = new Taken(entry.replica(), settled.message());
          if (open.merge(taken, -1, Integer::sum) < 0) {
            broken.add(
                "message %d of %s: was settled for good in %s once more at %d ms, for one delivery"
                    .formatted(
                        settled.message(),
                        handler.name(),
                        entry.replica(),
                        entry.nanos() / 1_000_000));
          }
        }
        default -> {}
      }
    }
  }

  private static boolean isForGood(HandlerShape handler, Happening.Settled settled) {
    return settled.handler().equals(handler.name()) && settled.verdict() != Verdict.RETRY;
  }

  private static void check(Evidence run, HandlerShape handler, Post post, List<String> broken) {
    List<Entry> ends =
        run.events(handler, post.number()).stream()
            .filter(
                entry ->
                    entry.what() instanceof Happening.Settled settled
                        && isForGood(handler, settled))
            .toList();
    if (ends.size() > 1) {
      broken.add(
          "message %d of %s: settled for good %d times"
              .formatted(post.number(), handler.name(), ends.size()));
    }
    for (Call call : run.calls(handler, post)) {
      if (!ends.isEmpty() && call.from() > ends.getFirst().nanos()) {
        broken.add(call + ": it was settled before");
      }
    }
  }
}
