package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Operation;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A retry has the delay that its handler asks for, or one within the bound of its retry policy, and
 * does not begin before that is over.
 *
 * <p>Checked where all that is sent arrives at once, without breakers, which put off what they
 * refuse. With an order by key what waits goes to another replica without its delay, if its own
 * takes no more.
 */
final class RetryDelaysKept implements Invariant {

  /** From when the server hears of it, until that is told. */
  private static final long A_MOMENT = 1_000_000;

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (!run.isSmooth() || run.has(Kind.SKEW)) { // a schedule goes by the wall clock
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (!handler.limiting().breaker()) {
        run.entriesOf(Happening.Settled.class)
            .filter(entry -> isRetry(handler, (Happening.Settled) entry.what()))
            .forEach(entry -> check(run, handler, entry, broken));
      }
    }
    return broken;
  }

  private static boolean isRetry(HandlerShape handler, Happening.Settled settled) {
    return settled.handler().equals(handler.name()) && settled.verdict() == Verdict.RETRY;
  }

  private static void check(Evidence run, HandlerShape handler, Entry entry, List<String> broken) {
    var settled = (Happening.Settled) entry.what();
    Optional<Call> latest = latest(run, handler, entry, settled.message());
    if (latest.isEmpty()) {
      return; // it was never begun
    }
    Call call = latest.get();
    RetryDelay delay = RetryDelay.after(run, handler, call, settled.attempt());
    boolean isPlanned = run.scenario().post(call.message()).isPresent();
    if (isPlanned && !delay.allows(settled.after()) && !isHandedBack(run, handler, call, entry)) {
      broken.add("%s: %s, expected %s".formatted(call, settled.text(), delay));
    }
    long due = Math.min(entry.nanos(), call.until()) + settled.after().toNanos() - A_MOMENT;
    run.calls(handler).stream()
        .filter(next -> next.message() == call.message() && next.number() == call.number() + 1)
        .filter(next -> next.from() < due && !isElsewhere(run, handler, call, next))
        .forEach(
            next ->
                broken.add(
                    "%s: %s, and %s begins %d ms too early"
                        .formatted(call, settled.text(), next, (due - next.from()) / 1_000_000)));
  }

  private static Optional<Call> latest(
      Evidence run, HandlerShape handler, Entry settled, int message) {
    return run.calls(handler).stream()
        .filter(call -> call.message() == message && call.from() <= settled.nanos())
        .reduce((one, other) -> other);
  }

  /** By a stop, which interrupts, or by a handler that has stopped over it. */
  private static boolean isHandedBack(
      Evidence run, HandlerShape handler, Call call, Entry settled) {
    return ((Happening.Settled) settled.what()).after().isZero()
        && (call.is(End.INTERRUPTED)
            || handler.retrying().exhausted() == HandlerShape.Exhausted.STOP
            || run.lives(life -> life == Life.STOPPING)
                .filter(entry -> entry.nanos() <= settled.nanos())
                .anyMatch(entry -> entry.replica().equals(call.replica())));
  }

  private static boolean isElsewhere(Evidence run, HandlerShape handler, Call call, Call next) {
    return handler.isKeyed()
        && (!next.replica().equals(call.replica())
            || run.entriesOf(Happening.Operated.class)
                .filter(entry -> entry.replica().equals(call.replica()))
                .filter(entry -> entry.nanos() >= call.from() && entry.nanos() <= next.from())
                .anyMatch(
                    entry ->
                        entry
                            .what()
                            .equals(new Happening.Operated(handler.name(), Operation.PAUSED))));
  }
}
