package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.Post;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where nothing goes wrong but in handlers, no message waits for longer than a few seconds for a
 * handler that has nothing to do: neither a new one, nor one whose delay before its next attempt is
 * over, nor with an order by key the next one of its key.
 *
 * <p>Not checked with a breaker, with a handler that stops over a message, and where the consumer
 * gives out few messages at once; with an order by key neither where the stream lets go of
 * messages, and where one is large: while it waits for its retry it has the worker's memory for
 * received messages, and nothing else is taken.
 */
final class ProgressKept implements Invariant {

  /** For leases at the start, a pull that is asked for again, and the turns of a rate. */
  private static final Duration MOST = Duration.ofSeconds(5);

  /** After its limit a call that ignores its interrupt keeps its slot for so long. */
  private static final Duration GRACE = Duration.ofSeconds(13);

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (!run.scenario().isCalm()) {
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      boolean isChecked =
          !handler.limiting().breaker()
              && !(handler.isKeyed() && mayHoldBack(run))
              && handler.retrying().exhausted() != Exhausted.STOP
              && handler.delivering().maxAckPending() > run.scenario().posts().size();
      if (isChecked) {
        run.stored().forEach(post -> check(run, handler, post, broken));
      }
    }
    return broken;
  }

  /** Whether a key may wait for another's retry, or for a message that the stream has let go. */
  private static boolean mayHoldBack(Evidence run) {
    return run.scenario().shape().mostPerSubject() > 0
        || run.scenario().posts().stream().anyMatch(post -> post.size() > 0);
  }

  private static void check(Evidence run, HandlerShape handler, Post post, List<String> broken) {
    List<IdleTime.Busy> busy = busy(run, handler, post);
    long since = Math.max(free(run, post), behind(run, handler, post));
    for (Entry entry : run.events(handler, post.number())) {
      switch (entry.what()) {
        case Happening.Begun begun -> {
          Duration idle = IdleTime.between(busy, since, entry.nanos());
          if (idle.compareTo(MOST) > 0) {
            broken.add(
                "message %d of %s: was begun at %d ms, and its handler had nothing to do for %s"
                    .formatted(post.number(), handler.name(), entry.nanos() / 1_000_000, idle));
          }
          since = Long.MAX_VALUE;
        }
        case Happening.Settled settled when settled.verdict() == Verdict.RETRY ->
            since = entry.nanos() + settled.after().toNanos();
        default -> {}
      }
    }
  }

  /** From when on a message may be begun for the first time. */
  private static long free(Evidence run, Post post) {
    long started = run.lives(life -> life == Life.STARTED).mapToLong(Entry::nanos).min().orElse(0);
    return run.entriesOf(Happening.Published.class)
        .filter(entry -> isPublication(post, entry.what()))
        .mapToLong(Entry::nanos)
        .reduce(started, Math::max);
  }

  private static boolean isPublication(Post post, Happening what) {
    return what instanceof Happening.Published published && published.message() == post.number();
  }

  /** From when on no earlier message of its key holds it back. */
  private static long behind(Evidence run, HandlerShape handler, Post post) {
    return handler.isKeyed()
        ? run.stored().stream()
            .filter(other -> other.key() == post.key())
            .filter(other -> run.sequence(other.number()) < run.sequence(post.number()))
            .mapToLong(other -> done(run, handler, other))
            .max()
            .orElse(0)
        : 0;
  }

  private static long done(Evidence run, HandlerShape handler, Post post) {
    return run.events(handler, post.number()).stream()
        .filter(
            entry ->
                entry.what() instanceof Happening.Settled settled
                    && settled.verdict() != Verdict.RETRY)
        .mapToLong(Entry::nanos)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** When a handler was at work where it handles that message. */
  private static List<IdleTime.Busy> busy(Evidence run, HandlerShape handler, Post post) {
    int partition = Partition.of(handler, post.key());
    return run.calls(handler).stream()
        .filter(call -> Partition.of(handler, run.key(call.message())) == partition)
        .map(call -> new IdleTime.Busy(call.from(), end(run, handler, call)))
        .toList();
  }

  private static long end(Evidence run, HandlerShape handler, Call call) {
    return run.isEndless(call)
        ? Hold.until(run, handler, call) + GRACE.toNanos()
        : Hold.untilSettled(run, handler, call);
  }
}
