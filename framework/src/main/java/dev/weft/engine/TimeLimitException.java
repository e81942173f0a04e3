package dev.weft.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A handler took longer than its time limit; retried like any failure of its own. */
final class TimeLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TimeLimitException(Duration limit, @Nullable Throwable cause) {
    super(
        "the handler took longer than its time limit of "
            + limit.toMillis()
            + " ms; make it faster, or raise its timeout",
        cause);
  }
}
