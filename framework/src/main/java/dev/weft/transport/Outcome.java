package dev.weft.transport;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery ends. Its reasons are sent and logged, so each is cut to {@value #REASON_CHARS}
 * characters.
 */
public sealed interface Outcome {

  /** The most characters of a reason. */
  int REASON_CHARS = 1024;

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

    /** Refuses a negative wait; shortens what is too long, be it the wait or the reason. */
    public Retry {
      Objects.requireNonNull(after, "retry after: null; expected a delay of zero or more");
      if (after.isNegative()) {
        throw new IllegalArgumentException(
            "retry after " + after + ": the delay must be zero or more");
      }
      after = after.compareTo(LONGEST) > 0 ? LONGEST : after;
      reason = cut(reason);
    }
  }

  /**
   * Given up: it does not come again.
   *
   * @param reason why, for the log and the server's advisory
   * @param cause what the handler or codec threw, if it did
   */
  record Reject(String reason, @Nullable Failure cause) implements Outcome {

    /** Shortens a reason that is too long. */
    public Reject {
      reason = cut(reason);
    }
  }

  // A reason may be whatever an exception says, and that may be a megabyte.
  private static String cut(String reason) {
    if (reason.length() <= REASON_CHARS) {
      return reason;
    }
    String note = "… (cut, of " + reason.length() + " characters)";
    int end = REASON_CHARS - note.length();
    if (Character.isHighSurrogate(reason.charAt(end - 1))) {
      end--;
    }
    return reason.substring(0, end) + note;
  }
}
