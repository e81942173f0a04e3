package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.List;

/**
 * The first settlement of a delivery counts, and nothing is handled again that a replica has
 * acknowledged, where nothing goes wrong on the way to the server.
 */
final class SettledOnce implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (!run.scenario().isCalm()) {
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      for (Post post : run.stored()) {
        check(run, handler, post, broken);
      }
    }
    return broken;
  }

  private static void check(Evidence run, HandlerShape handler, Post post, List<String> broken) {
    List<Entry> ends =
        run.entriesOf(Happening.Settled.class)
            .filter(
                entry ->
                    entry.what() instanceof Happening.Settled settled
                        && settled.handler().equals(handler.name())
                        && settled.message() == post.number()
                        && settled.verdict() != Verdict.RETRY)
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
