package dev.weft;

import java.time.Duration;

/**
 * When a worker pauses because its handler fails too often, and for how long.
 *
 * @param enabled whether it ever does
 * @param window how far back outcomes count
 * @param minOutcomes fewer outcomes in the window decide nothing; at least 1
 * @param failureRate the share of failures among them from which on the worker pauses; above 0, at
 *     most 1
 * @param pause how long it takes nothing before it tries one message
 */
public record BreakerPolicy(
    boolean enabled, Duration window, int minOutcomes, double failureRate, Duration pause) {

  private static final BreakerPolicy DEFAULTS =
      new BreakerPolicy(true, Duration.ofMinutes(1), 20, 0.5, Duration.ofSeconds(30));

  /** Checks the numbers. */
  public BreakerPolicy {
    if (!window.isPositive() || !pause.isPositive()) {
      throw new IllegalArgumentException(
          "window " + window + ", pause " + pause + ": expected more than nothing of both");
    }
    if (minOutcomes < 1) {
      throw new IllegalArgumentException("min outcomes = " + minOutcomes + ": expected at least 1");
    }
    if (!(failureRate > 0 && failureRate <= 1)) {
      throw new IllegalArgumentException(
          "failure rate = " + failureRate + ": expected more than 0, and 1 at most");
    }
  }

  /** Half of at least 20 outcomes within a minute; then 30 s of pause. */
  public static BreakerPolicy defaults() {
    return DEFAULTS;
  }

  /** Never pauses. */
  public static BreakerPolicy off() {
    return new BreakerPolicy(
        false, DEFAULTS.window, DEFAULTS.minOutcomes, DEFAULTS.failureRate, DEFAULTS.pause);
  }
}
