package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * With an order by key no message is begun before each earlier one of its key is handled or given
 * up, and two of one key are never at work at once.
 *
 * <p>Not checked of a replica that stands still, until it has seen the time; of the overlap with a
 * call that ignores its interrupt, once its time is up; and of a worker that says that it has
 * waited in vain for what was lost on its way twice, or is late for longer than the wait for it:
 * docs/guarantees.md promises nothing there.
 */
final class OrderOfKeys implements Invariant {

  /** A minute, and the margin of the wait before it. */
  private static final Duration WAITS_FOR_NOTHING = Duration.ofSeconds(62);

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.isKeyed()) {
        Map<Integer, List<Post>> byKey =
            run.kept().stream()
                .sorted(Comparator.comparingLong(post -> run.sequence(post.number())))
                .collect(Collectors.groupingBy(Post::key, TreeMap::new, Collectors.toList()));
        order(run, handler, byKey, broken);
        byKey.values().forEach(posts -> overlaps(run, handler, posts, broken));
      }
    }
    return broken;
  }

  private static void order(
      Evidence run, HandlerShape handler, Map<Integer, List<Post>> byKey, List<String> broken) {
    Set<Integer> done = new HashSet<>();
    for (Entry entry : run.entries()) {
      switch (entry.what()) {
        case Happening.Settled settled
            when settled.handler().equals(handler.name()) && settled.verdict() != Verdict.RETRY ->
            done.add(settled.message());
        case Happening.Arrived(Happening.Place place, Verdict verdict)
            when run.isOf(handler, place.consumer()) && verdict != Verdict.RETRY ->
            done.add(place.message());
        case Happening.Begun begun
            when begun.handler().equals(handler.name()) && !isExcused(run, handler, entry, begun) ->
            before(begun.message(), byKey.getOrDefault(run.key(begun.message()), List.of()))
                .filter(post -> !done.contains(post.number()))
                .forEach(
                    post ->
                        broken.add(
                            "key %d of %s: message %d was begun at %d ms, before %d was done"
                                .formatted(
                                    post.key(),
                                    handler.name(),
                                    begun.message(),
                                    entry.nanos() / 1_000_000,
                                    post.number())));
        default -> {}
      }
    }
  }

  /** Those that come before a message; none if it is not among them. */
  private static Stream<Post> before(int message, List<Post> posts) {
    return posts.stream().anyMatch(post -> post.number() == message)
        ? posts.stream().takeWhile(post -> post.number() != message)
        : Stream.empty();
  }

  private static boolean isExcused(
      Evidence run, HandlerShape handler, Entry entry, Happening.Begun begun) {
    return run.stoodStill(entry.replica(), entry.nanos(), entry.nanos())
        || (run.faults() > 0 && hasWaitedInVain(run, handler, run.key(begun.message()), entry));
  }

  /**
   * Whether its worker has waited for what was lost on its way as long as it promises, and in vain,
   * since that was lost again, or is late for longer than that; and so waits for nothing for a
   * while, and the last of that may take its ack wait to come.
   */
  private static boolean hasWaitedInVain(Evidence run, HandlerShape handler, int key, Entry begun) {
    String worker = "weft-" + handler.name() + "-p" + Partition.of(handler, key);
    Duration excused = handler.delivering().ackWait().plus(WAITS_FOR_NOTHING);
    return run.entriesOf(Happening.Logged.class)
        .filter(entry -> entry.replica().equals(begun.replica()) && entry.nanos() <= begun.nanos())
        .filter(entry -> entry.nanos() + excused.toNanos() >= begun.nanos())
        .filter(entry -> entry.thread().startsWith(worker))
        .anyMatch(
            entry -> ((Happening.Logged) entry.what()).line().contains("still with somebody else"));
  }

  private static void overlaps(
      Evidence run, HandlerShape handler, List<Post> posts, List<String> broken) {
    Set<Integer> numbers = posts.stream().map(Post::number).collect(Collectors.toSet());
    List<Call> calls =
        run.calls(handler).stream()
            .filter(call -> numbers.contains(call.message()) && !run.stoodStill(call))
            .toList();
    for (int i = 0; i < calls.size(); i++) {
      long until = Hold.until(run, handler, calls.get(i));
      for (int j = i + 1; j < calls.size(); j++) {
        if (calls.get(j).from() < until) {
          broken.add("of one key, and at work at once: " + calls.get(i) + ", " + calls.get(j));
        }
      }
    }
  }
}
