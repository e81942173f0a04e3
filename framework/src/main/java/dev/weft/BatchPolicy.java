package dev.weft;

import java.time.Duration;
import java.util.Objects;

/**
 * How many messages a batch handler is called with.
 *
 * @param size the most messages of a batch; at least 1
 * @param linger how long the first message of a batch waits for others; zero for no longer than
 *     another batch is in the handler
 */
public record BatchPolicy(int size, Duration linger) {

  private static final BatchPolicy DEFAULTS = new BatchPolicy(100, Duration.ofMillis(100));

  /** Checks the numbers. */
  public BatchPolicy {
    if (size < 1) {
      throw new IllegalArgumentException("size = " + size + ": expected at least 1");
    }
    Objects.requireNonNull(linger, "linger: null; expected zero or more");
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger = " + linger + ": expected zero or more");
    }
  }

  /** 100 messages, 100 ms. */
  public static BatchPolicy defaults() {
    return DEFAULTS;
  }
}
