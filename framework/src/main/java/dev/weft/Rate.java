package dev.weft;

import java.time.Duration;

/**
 * How many messages may begin within a time.
 *
 * @param messages more than 0; need not be whole
 * @param per more than zero
 */
public record Rate(double messages, Duration per) {

  /** Checks that it is one. */
  public Rate {
    Given.given(per, "a rate's time", "more than zero");
    if (!(messages > 0) || !Double.isFinite(messages) || !per.isPositive()) {
      throw new IllegalArgumentException(
          "a rate of "
              + messages
              + " in "
              + per
              + "; expected more than none in more than no time");
    }
  }

  /** From one message to the next if they are evenly spaced; rounded up, so that none is early. */
  public Duration gap() {
    return Duration.ofNanos((long) Math.max(1, Math.ceil(per.toNanos() / messages)));
  }
}
