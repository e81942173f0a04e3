package dev.weft.config.handler;

import java.time.Duration;
import java.util.List;

/**
 * The retry policy of a handler as configured; {@link dev.weft.RetryPolicy} says what each part
 * does.
 *
 * @param attempts how many attempts a message has, the first included; at least 1
 * @param firstDelay the longest wait before the second attempt
 * @param factor what the longest wait grows by with each attempt; at least 1
 * @param maxDelay the longest wait before any attempt; at least {@code firstDelay}
 * @param notRetried names of exception classes that are rejected at once
 */
public record RetryConfig(
    int attempts, Duration firstDelay, double factor, Duration maxDelay, List<String> notRetried) {

  /** Copies the list. */
  public RetryConfig {
    notRetried = List.copyOf(notRetried);
  }
}
