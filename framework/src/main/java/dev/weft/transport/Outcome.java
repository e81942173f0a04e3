package dev.weft.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a delivery ends. */
public sealed interface Outcome {

  /** Done: it does not come again. */
  record Ack() implements Outcome {

    /** There is nothing to tell one acknowledgement from another. */
    public static final Ack INSTANCE = new Ack();
  }

  /**
   * It comes again.
   *
   * @param after the least wait before that; zero or more
   * @param reason why, for the log
   * @param cause what the handler threw, if it did
   */
  record Retry(Duration after, String reason, @Nullable Throwable cause) implements Outcome {

    /** Refuses a negative wait. */
    public Retry {
      if (after.isNegative()) {
        throw new IllegalArgumentException(
            "retry after " + after + ": the delay must be zero or more");
      }
    }
  }

  /**
   * Given up: it does not come again.
   *
   * @param reason why, for the log and the server's advisory
   * @param cause what the handler or codec threw, if it did
   */
  record Reject(String reason, @Nullable Throwable cause) implements Outcome {}
}
