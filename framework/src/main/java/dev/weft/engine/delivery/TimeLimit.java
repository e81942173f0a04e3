package dev.weft.engine.delivery;

import dev.weft.engine.TimeLimitException;
import java.time.Duration;

/** Lets the handler be interrupted when its time is up, and marks that failure as a time-out. */
public record TimeLimit(Call next, Duration timeout) implements Call {

  @Override
  public Result run(Attempt attempt) {
    attempt.beginLimit(); // a note or a mark that was waited for is not the time of the handler
    Result result = next.run(attempt);
    boolean rung = attempt.alarm().disarm();
    // A handler that returned has done its work in the end, late or not.
    return rung && result instanceof Result.Failed(var failure)
        ? new Result.Failed(TimeLimitException.failure(timeout, attempt.alarm().where(), failure))
        : result;
  }
}
