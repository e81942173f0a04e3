package dev.weft.engine;

import dev.weft.transport.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A handler took longer than its time limit; retried like any failure of its own. */
final class TimeLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TimeLimitException(Duration limit) {
    super(
        "the handler took longer than its time limit of "
            + limit.toMillis()
            + " ms; make it faster, or raise its timeout");
  }

  /**
   * The failure of a handler that took too long.
   *
   * @param cause what it threw when it was interrupted; null if it never came back
   */
  static Failure failure(Duration limit, @Nullable Failure cause) {
    return Failure.because(new TimeLimitException(limit), cause);
  }
}
