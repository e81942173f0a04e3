package dev.weft.engine.retry;

import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.RetryPolicy;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Decides what becomes of a message whose handler failed, by the handler's retry policy. */
public final class RetryDecision {

  private RetryDecision() {}

  /** What follows from a handler's failure on the given attempt. */
  public static Outcome after(
      RetryPolicy policy, Failure failure, int attempt, RandomGenerator random) {
    if (failure.is(RejectException.class)) {
      return new Outcome.Reject(failure.describe(), failure);
    }
    if (isNotRetried(policy, failure)) {
      return new Outcome.Reject("not to be retried: " + failure.describe(), failure);
    }
    if (failure.isUnsendable()) { // the next attempt would make the same
      return new Outcome.Reject("not to be retried: " + failure.describe(), failure);
    }
    if (attempt >= policy.attempts()) {
      return new Outcome.Reject(
          "attempts spent (" + attempt + " of " + policy.attempts() + "): " + failure.describe(),
          failure);
    }
    Duration delay =
        failure
            .as(RetryException.class)
            .map(RetryException::after)
            .orElseGet(() -> jittered(policy, attempt, random));
    return new Outcome.Retry(delay, failure.describe(), failure);
  }

  // Full jitter: uniform between nothing and the exponential delay, so that messages which failed
  // together do not come back together.
  private static Duration jittered(RetryPolicy policy, int attempt, RandomGenerator random) {
    double ceiling =
        Math.min(
            (double) policy.firstDelay().toMillis() * Math.pow(policy.factor(), attempt - 1.0),
            (double) policy.maxDelay().toMillis());
    return Duration.ofMillis((long) (random.nextDouble() * ceiling));
  }

  /** Whether it says something of the message, rather than of what the handler works with. */
  public static boolean isWordOnMessage(RetryPolicy policy, Failure failure) {
    return failure.is(RejectException.class)
        || failure.is(RetryException.class)
        || isNotRetried(policy, failure);
  }

  private static boolean isNotRetried(RetryPolicy policy, Failure failure) {
    return policy.notRetried().stream().anyMatch(type -> failure.is(type));
  }
}
