package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * With an order by key no message is begun before each earlier one of its key is handled or given
 * up, and two of one key are never at work at once.
 *
 * <p>Not checked where a replica stands still, beside a call that ignores its interrupt, and where
 * a message was lost on its way for the second time, or is late for longer than the wait for it:
 * docs/guarantees.md promises nothing there.
 */
final class OrderOfKeys implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (run.has(Kind.FREEZE) || isWaitedForInVain(run)) {
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.isKeyed() && Hanging.none(run, handler)) {
        run.stored().stream()
            .map(Post::key)
            .distinct()
            .forEach(key -> check(run, handler, key, broken));
      }
    }
    return broken;
  }

  /**
   * Whether a worker has waited for what was lost on its way as long as it promises, and in vain,
   * since that was lost again, or is late for longer than that.
   */
  private static boolean isWaitedForInVain(Evidence run) {
    return run.faults() > 0
        && run.all(Happening.Logged.class)
            .anyMatch(logged -> logged.line().contains("still with somebody else"));
  }

  private static void check(Evidence run, HandlerShape handler, int key, List<String> broken) {
    List<Post> posts =
        run.kept().stream()
            .filter(post -> post.key() == key)
            .sorted(Comparator.comparingLong(post -> run.sequence(post.number())))
            .toList();
    Set<Integer> numbers = new HashSet<>();
    posts.forEach(post -> numbers.add(post.number()));
    Set<Integer> done = new HashSet<>();
    for (Entry entry : run.entries()) {
      switch (entry.what()) {
        case Happening.Settled settled
            when settled.handler().equals(handler.name()) && settled.verdict() != Verdict.RETRY ->
            done.add(settled.message());
        case Happening.Arrived arrived
            when run.isOf(handler, arrived.consumer()) && arrived.verdict() != Verdict.RETRY ->
            posts.stream()
                .filter(post -> run.sequence(post.number()) == arrived.sequence())
                .forEach(post -> done.add(post.number()));
        case Happening.Begun begun
            when begun.handler().equals(handler.name()) && numbers.contains(begun.message()) -> {
          for (Post post : posts) {
            if (post.number() == begun.message()) {
              break;
            }
            if (!done.contains(post.number())) {
              broken.add(
                  "key %d of %s: message %d was begun at %d ms, before message %d was done"
                      .formatted(
                          key,
                          handler.name(),
                          begun.message(),
                          entry.nanos() / 1_000_000,
                          post.number()));
            }
          }
        }
        default -> {}
      }
    }
    overlaps(run, handler, numbers, broken);
  }

  private static void overlaps(
      Evidence run, HandlerShape handler, Set<Integer> numbers, List<String> broken) {
    List<Call> calls =
        run.calls(handler).stream().filter(call -> numbers.contains(call.message())).toList();
    for (int i = 0; i < calls.size(); i++) {
      for (int j = i + 1; j < calls.size(); j++) {
        if (calls.get(j).from() < calls.get(i).until()) {
          broken.add("of one key, and at work at once: " + calls.get(i) + ", " + calls.get(j));
        }
      }
    }
  }

  /** Handlers that do not heed their interrupt. */
  static final class Hanging {

    private Hanging() {}

    static boolean none(Evidence run, HandlerShape handler) {
      return run.stored().stream()
          .flatMap(post -> post.acts().getOrDefault(handler.name(), List.of()).stream())
          .noneMatch(act -> act.kind() == Act.Kind.HANG_FOR_EVER);
    }
  }
}
