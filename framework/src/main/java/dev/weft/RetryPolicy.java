package dev.weft;

import java.time.Duration;
import java.util.Set;

/**
 * How often, and after how long, a message comes again whose handler failed: exponential back-off
 * with full jitter. A {@link RejectException} is never retried; a {@link RetryException} says
 * itself after how long.
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
}
