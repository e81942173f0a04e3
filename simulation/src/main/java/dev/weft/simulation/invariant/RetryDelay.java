package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.End;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.HandlerShape;
import java.time.Duration;

/**
 * How long a message may have to wait for its next attempt.
 *
 * @param least what its handler has asked for; zero if that was nothing
 * @param most the bound of its retry policy, or what its handler has asked for
 */
record RetryDelay(Duration least, Duration most) {

  private static final double FACTOR = 3;

  /**
   * What follows a call.
   *
   * @param attempt the attempt that was settled
   */
  static RetryDelay after(Evidence run, HandlerShape handler, Call call, int attempt) {
    Duration bound = bound(handler, attempt);
    if (handler.isBatch()) { // what fails may be another message of it
      return new RetryDelay(Duration.ZERO, longer(bound, longest(run, handler)));
    }
    Act act = run.act(call);
    return switch (act.kind()) {
      case NAK, RETRY -> asked(handler, call, act.delay(), bound);
      case ACK_LATER -> new RetryDelay(Duration.ZERO, longer(bound, act.delay()));
      default -> new RetryDelay(Duration.ZERO, bound);
    };
  }

  // A stop, the time limit or a failed emission may come before it.
  private static RetryDelay asked(HandlerShape handler, Call call, Duration delay, Duration bound) {
    boolean isDone =
        call.end().isPresent()
            && !call.is(End.INTERRUPTED)
            && call.until() - call.from() < handler.limiting().timeout().toNanos();
    return isDone ? new RetryDelay(delay, delay) : new RetryDelay(Duration.ZERO, bound);
  }

  private static Duration longest(Evidence run, HandlerShape handler) {
    return run.calls(handler).stream()
        .map(call -> run.act(call).delay())
        .reduce(Duration.ZERO, RetryDelay::longer);
  }

  private static Duration bound(HandlerShape handler, int attempt) {
    double first = handler.retrying().first().toNanos();
    double longest = handler.retrying().longest().toNanos();
    return Duration.ofNanos((long) Math.min(first * Math.pow(FACTOR, attempt - 1.0), longest));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  /** Whether it is within that. */
  boolean allows(Duration delay) {
    return delay.compareTo(least) >= 0 && delay.compareTo(most) <= 0;
  }
}
