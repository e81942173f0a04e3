package dev.weft;

import java.time.Duration;

/**
 * How many messages a batch handler is called with.
 *
 * @param size the most messages of a batch; at least 1
 * @param linger how long the first message of a batch waits for others; zero for no longer than
 *     another batch is in the handler
 */
public record BatchPolicy(int size, Duration linger) {

  /** Checks the numbers. */
  public BatchPolicy {
    if (size < 1) {
      throw new IllegalArgumentException("size = " + size + ": expected at least 1");
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger = " + linger + ": expected zero or more");
    }
  }
}
