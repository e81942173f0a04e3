package dev.weft.simulation.scenario;

import java.time.Duration;

/**
 * What a handler does in one call with one message.
 *
 * @param kind what it does in the end
 * @param length how long it works before that
 * @param emissions how many messages it emits after its work, before its end
 */
public record Act(Kind kind, Duration length, int emissions) {

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
      return this == REJECT || this == TERM;
    }
  }

  /** Returns at once. */
  public static final Act DONE = new Act(Kind.RETURN, Duration.ZERO, 0);

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT)
        + (length.isZero() ? "" : " after " + length.toMillis() + " ms")
        + (emissions == 0 ? "" : ", emits " + emissions);
  }
}
