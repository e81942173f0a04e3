package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.scenario.HandlerShape;

/**
 * Until when a call keeps its slot and its message from others: until it ends. One that ignores its
 * interrupt is abandoned, some time after its limit, or when its replica stops.
 */
final class Hold {

  private Hold() {}

  static long until(Evidence run, HandlerShape handler, Call call) {
    if (!run.isEndless(call)) {
      return call.until();
    }
    long limit = call.from() + handler.limiting().timeout().toNanos();
    return Math.min(Math.min(limit, call.until()), stopping(run, call));
  }

  /**
   * As {@link #until}, and after its end until its message is settled, by hand or for its limit.
   */
  static long untilSettled(Evidence run, HandlerShape handler, Call call) {
    if (!call.is(End.UNSETTLED) && !call.is(End.FORGOTTEN)) {
      return until(run, handler, call);
    }
    return run.settlement(call)
        .map(settled -> Math.max(settled.nanos(), call.until()))
        .orElse(call.until());
  }

  private static long stopping(Evidence run, Call call) {
    return run.lives(life -> life == Life.STOPPING || life == Life.ENDED)
        .filter(entry -> entry.replica().equals(call.replica()))
        .mapToLong(Entry::nanos)
        .map(nanos -> Math.max(nanos, call.from()))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
