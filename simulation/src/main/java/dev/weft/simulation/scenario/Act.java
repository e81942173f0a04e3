package dev.weft.simulation.scenario;

import java.time.Duration;

/**
 * What a handler does in one call with one message.
 *
 * @param kind what it does in the end
 * @param length how long it works before that
 * @param emissions how many messages it emits after its work, before its end
 * @param delay after which the message is to come again, where it asks for that
 */
public record Act(Kind kind, Duration length, int emissions, Duration delay) {

  private static final Duration SOON = Duration.ofMillis(300);

  /** What a call may do in the end. */
  public enum Kind {
    /** Returns, and settles the message first where that is the handler's to do. */
    RETURN,
    /** Returns, and leaves its thread interrupted. */
    RETURN_INTERRUPTED,
    /** Returns, and settles the message later from another thread; for manual acknowledgement. */
    ACK_LATER,
    /** Returns and never settles the message; for manual acknowledgement. */
    FORGET,
    /** Asks for redelivery by hand. */
    NAK,
    /** Terminates the message by hand. */
    TERM,
    /** Throws an exception. */
    THROW,
    /** Throws an {@code Error}. */
    ERROR,
    /** Throws an exception whose own methods throw. */
    HOSTILE,
    /** Throws an InterruptedException though nobody has interrupted it. */
    INTERRUPTED,
    /** Throws a RetryException with a delay of its own. */
    RETRY,
    /** Throws a RejectException. */
    REJECT,
    /** Emits more than a server takes in one message, and returns though that was refused. */
    EMIT_TOO_LARGE,
    /** Its codec cannot read the message, so that it is not called. */
    UNDECODABLE,
    /** Works for about as long as its time limit, and then fails. */
    OVERDUE,
    /** Waits until it is interrupted. */
    HANG,
    /** Waits for ever, and ignores interrupts. */
    HANG_FOR_EVER;

    /** Whether the message is handled when the call has returned. */
    public boolean succeeds() {
      return this == RETURN || this == RETURN_INTERRUPTED || this == ACK_LATER;
    }

    /** Whether the message is given up at once, without another attempt. */
    public boolean rejects() {
      return this == REJECT || this == TERM || this == EMIT_TOO_LARGE || this == UNDECODABLE;
    }

    /** Whether it says itself when the message is to come again. */
    public boolean delays() {
      return this == NAK || this == RETRY;
    }
  }

  /** An act whose message comes again soon, where it asks for that. */
  public Act(Kind kind, Duration length, int emissions) {
    this(kind, length, emissions, SOON);
  }

  /** Returns at once. */
  public static final Act DONE = new Act(Kind.RETURN, Duration.ZERO, 0);

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT)
        + (kind.delays() ? " for " + delay.toMillis() + " ms" : "")
        + (length.isZero() ? "" : " after " + length.toMillis() + " ms")
        + (emissions == 0 ? "" : ", emits " + emissions);
  }
}
