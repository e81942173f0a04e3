package dev.weft;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler to have its message again after a delay of its own choosing, in place of the
 * retry policy's.
 *
 * <p>It spends an attempt: a message whose attempts are spent is given up all the same.
 */
public final class RetryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration after;

  /**
   * A retry after {@code after}, with the reason, for the log.
   *
   * @throws IllegalArgumentException if {@code after} is negative
   * @throws NullPointerException if it is null
   */
  public RetryException(Duration after, String reason) {
    this(after, reason, null);
  }

  /**
   * A retry after {@code after}, with the reason and what caused it.
   *
   * @throws IllegalArgumentException if {@code after} is negative
   * @throws NullPointerException if it is null
   */
  public RetryException(Duration after, String reason, @Nullable Throwable cause) {
    super(reason, cause);
    Given.given(after, "retry after", "a delay of zero or more");
    if (after.isNegative()) {
      throw new IllegalArgumentException(
          "retry after " + after + ": the delay must be zero or more");
    }
    this.after = after;
  }

  /** The least wait before the next attempt. */
  public Duration after() {
    return after;
  }
}
