package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.List;

/**
 * Where nothing goes wrong but in handlers, a message whose handling never fails is acknowledged on
 * its first attempt, whatever fails in its batch.
 *
 * <p>A word on messages, such as a rejection, holds for the whole batch that it is thrown for.
 */
final class NeighboursUnharmed implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (!run.scenario().isCalm()) {
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (isChecked(run, handler)) {
        run.stored().stream()
            .filter(post -> acts(handler, post).stream().allMatch(act -> act.kind().succeeds()))
            .forEach(post -> check(run, handler, post, broken));
      }
    }
    return broken;
  }

  private static boolean isChecked(Evidence run, HandlerShape handler) {
    return handler.isBatch()
        && !handler.limiting().breaker()
        && handler.retrying().exhausted() == Exhausted.DEAD_LETTER
        && run.stored().stream()
            .flatMap(post -> acts(handler, post).stream())
            .noneMatch(act -> isWordOnMessages(act.kind()));
  }

  private static boolean isWordOnMessages(Act.Kind kind) {
    return kind == Act.Kind.RETRY || kind == Act.Kind.REJECT || kind == Act.Kind.HANG_FOR_EVER;
  }

  private static List<Act> acts(HandlerShape handler, Post post) {
    return post.acts().getOrDefault(handler.name(), List.of());
  }

  private static void check(Evidence run, HandlerShape handler, Post post, List<String> broken) {
    run.events(handler, post.number()).stream()
        .map(Entry::what)
        .filter(Happening.Settled.class::isInstance)
        .map(Happening.Settled.class::cast)
        .filter(settled -> settled.verdict() != Verdict.ACK)
        .forEach(settled -> broken.add(settled.text() + ", and no call of it fails"));
  }
}
