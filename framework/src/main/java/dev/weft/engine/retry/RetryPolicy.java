package dev.weft.engine.retry;

import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Decides what becomes of a message whose handler failed: exponential back-off with full jitter.
 *
 * @param attempts how many attempts a message has, the first included; at least 1
 * @param firstDelay the longest wait before the second attempt
 * @param factor what the longest wait grows by with each attempt; at least 1
 * @param maxDelay the longest wait before any attempt
 * @param notRetried exceptions, subclasses included, that are rejected at once
 */
public record RetryPolicy(
    int attempts,
    Duration firstDelay,
    double factor,
    Duration maxDelay,
    Set<Class<? extends Throwable>> notRetried) {

  private static final RetryPolicy DEFAULTS =
      new RetryPolicy(5, Duration.ofSeconds(1), 4, Duration.ofMinutes(5), Set.of());

  /** Checks the numbers. */
  public RetryPolicy {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts = " + attempts + ": expected at least 1");
    }
    if (factor < 1) {
      throw new IllegalArgumentException("factor = " + factor + ": expected at least 1");
    }
    if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException(
          "first delay " + firstDelay + ", max delay " + maxDelay + ": expected 0 <= first <= max");
    }
    notRetried = Set.copyOf(notRetried);
  }

  /** 5 attempts, the first delay 1 s, factor 4, 5 minutes at most, everything retried. */
  public static RetryPolicy defaults() {
    return DEFAULTS;
  }

  /** What follows from a handler's failure on the given attempt. */
  public Outcome after(Failure failure, int attempt, RandomGenerator random) {
    if (failure.is(RejectException.class)) {
      return new Outcome.Reject(failure.describe(), failure);
    }
    if (isNotRetried(failure)) {
      return new Outcome.Reject("not to be retried: " + failure.describe(), failure);
    }
    if (failure.isUnsendable()) { // the next attempt would make the same
      return new Outcome.Reject("not to be retried: " + failure.describe(), failure);
    }
    if (attempt >= attempts) {
      return new Outcome.Reject(
          "attempts spent (" + attempt + " of " + attempts + "): " + failure.describe(), failure);
    }
    Duration delay =
        failure
            .as(RetryException.class)
            .map(RetryException::after)
            .orElseGet(() -> jittered(attempt, random));
    return new Outcome.Retry(delay, failure.describe(), failure);
  }

  // Full jitter: uniform between nothing and the exponential delay, so that messages which failed
  // together do not come back together.
  private Duration jittered(int attempt, RandomGenerator random) {
    double ceiling =
        Math.min(
            (double) firstDelay.toMillis() * Math.pow(factor, attempt - 1.0),
            (double) maxDelay.toMillis());
    return Duration.ofMillis((long) (random.nextDouble() * ceiling));
  }

  /** Whether it says something of the message, rather than of what the handler works with. */
  public boolean isWordOnMessage(Failure failure) {
    return failure.is(RejectException.class)
        || failure.is(RetryException.class)
        || isNotRetried(failure);
  }

  private boolean isNotRetried(Failure failure) {
    return notRetried.stream().anyMatch(type -> failure.is(type));
  }
}
