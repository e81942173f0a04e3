package dev.weft;

import java.time.Duration;

/**
 * How much a publisher does to get its messages stored.
 *
 * @param retryFor how long a publish that failed is tried again; no try begins later. Zero for no
 *     second try. To be shorter than the stream's {@code duplicate_window}, by which it knows a
 *     second copy
 * @param maxInFlight how many publishes may be unanswered at once; a further one waits
 */
public record PublishLimits(Duration retryFor, int maxInFlight) {

  private static final PublishLimits DEFAULTS = new PublishLimits(Duration.ofSeconds(30), 1_000);

  /** Checks the numbers. */
  public PublishLimits {
    Given.given(retryFor, "retry for", "zero or more");
    if (retryFor.isNegative()) {
      throw new IllegalArgumentException("retry for " + retryFor + ": expected zero or more");
    }
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("max in flight " + maxInFlight + ": expected at least 1");
    }
  }

  /** Tried again for 30 s, 1,000 in flight. */
  public static PublishLimits defaults() {
    return DEFAULTS;
  }
}
