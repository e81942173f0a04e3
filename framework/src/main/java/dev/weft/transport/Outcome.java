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
   * @param after the least wait before that; zero or more, and a hundred years at most
   * @param reason why, for the log
   * @param cause what the handler threw, if it did
   */
  record Retry(Duration after, String reason, @Nullable Failure cause) implements Outcome {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** For whoever asks next: it was received, and nobody has begun with it. */
    public static final Retry HANDED_BACK = new Retry(Duration.ZERO, "handed back unstarted", null);

    /** Refuses a negative wait, and shortens one that no system could count in nanoseconds. */
    public Retry {
      if (after.isNegative()) {
        throw new IllegalArgumentException(
            "retry after " + after + ": the delay must be zero or more");
      }
      after = after.compareTo(LONGEST) > 0 ? LONGEST : after;
    }
  }

  /**
   * Given up: it does not come again.
   *
   * @param reason why, for the log and the server's advisory
   * @param cause what the handler or codec threw, if it did
   */
  record Reject(String reason, @Nullable Failure cause) implements Outcome {}
}
