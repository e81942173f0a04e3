package dev.weft.engine;

import dev.weft.transport.Failure;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A handler took longer than its time limit; retried like any failure of its own. */
public final class TimeLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * The time limit is exceeded.
   *
   * @param where the frames of the thread that was at work when its time was up; of any length
   */
  public TimeLimitException(Duration limit, StackTraceElement[] where) {
    super(
        "the handler took longer than its time limit of "
            + SettingText.of(limit)
            + "; make it faster, or raise its timeout");
    setStackTrace(where); // where it is thrown says nothing
  }

  /**
   * The failure of a handler that took too long.
   *
   * @param where it was when its time was up
   * @param cause what it threw when it was interrupted; null if it never came back
   */
  public static Failure failure(
      Duration limit, StackTraceElement[] where, @Nullable Failure cause) {
    return Failure.because(new TimeLimitException(limit, where), cause);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
