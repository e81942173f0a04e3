package dev.weft;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler to give its message up: no retry would help.
 *
 * <p>The message is kept as a dead letter where its handler keeps them, terminated, and the reason
 * logged.
 */
public final class RejectException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A rejection with its reason, for the log. */
  public RejectException(String reason) {
    super(reason);
  }

  /** A rejection with its reason and what caused it. */
  public RejectException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
