package dev.weft.engine.delivery;

import dev.weft.transport.Outcome;
import java.time.Duration;

/** A message that waited for its batch is not to be handled here and now; it goes back. */
public final class NotBegunException extends InterruptedException {

  private static final long serialVersionUID = 1L;

  private final transient Outcome.Retry outcome;

  /**
   * For a worker that takes no more.
   *
   * @param after when there is to be another try
   */
  public NotBegunException(Duration after) {
    super("its worker takes no more");
    this.outcome =
        after.isZero()
            ? Outcome.Retry.HANDED_BACK
            : new Outcome.Retry(after, "its worker pauses before it was handled by itself", null);
  }

  /** What becomes of the message. */
  Outcome outcome() {
    return outcome;
  }
}
