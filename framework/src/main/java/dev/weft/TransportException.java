package dev.weft;

import org.jspecify.annotations.Nullable;

/** The transport could not do what it was asked; the message names what, and what to do. */
public final class TransportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private enum Kind {
    PASSING,
    WITHOUT_EFFECT,
    LASTING,
    TOO_LARGE,
    MALFORMED
  }

  private final Kind kind;

  private TransportException(String message, @Nullable Throwable cause, Kind kind) {
    super(message, cause);
    this.kind = kind;
  }

  /** A failure that may pass by itself: a time-out, a lost connection, a change of leader. */
  public static TransportException passing(String message, @Nullable Throwable cause) {
    return new TransportException(message, cause, Kind.PASSING);
  }

  /**
   * A failure that may pass by itself, and of which the system's own word is that nothing was done:
   * nobody was there to take the message, or it was refused for now. A time-out is none of these.
   */
  public static TransportException withoutEffect(String message, @Nullable Throwable cause) {
    return new TransportException(message, cause, Kind.WITHOUT_EFFECT);
  }

  /** A failure that stays until somebody changes something: no permission, no such stream. */
  public static TransportException lasting(String message, @Nullable Throwable cause) {
    return new TransportException(message, cause, Kind.LASTING);
  }

  /**
   * The message does not fit what the server, or a stream, takes; a lasting failure. It says
   * something of this message alone: another one may well be taken.
   */
  public static TransportException tooLarge(String message, @Nullable Throwable cause) {
    return new TransportException(message, cause, Kind.TOO_LARGE);
  }

  /**
   * No message can be sent so, to whomever and whenever: to a subject that is none, or with a
   * header that no client can write. A lasting failure that says something of this message alone.
   */
  public static TransportException malformed(String message) {
    return new TransportException(message, null, Kind.MALFORMED);
  }

  /** The same failure, told of something larger: of the same kind, and caused by it. */
  public static TransportException of(String message, TransportException cause) {
    return new TransportException(message, cause, cause.kind);
  }

  /** Whether trying again is pointless until somebody changes something. */
  public boolean isLasting() {
    return kind == Kind.LASTING || isUnsendable();
  }

  /**
   * Whether it lies in the message itself, which is too large or malformed: to send the same again
   * is in vain, and another message may well be taken.
   */
  public boolean isUnsendable() {
    return kind == Kind.TOO_LARGE || kind == Kind.MALFORMED;
  }

  /** Whether the message is too large for those it was sent to. */
  public boolean isTooLarge() {
    return kind == Kind.TOO_LARGE;
  }

  /**
   * Whether what was asked for surely did not happen, so that asking again cannot do it twice.
   * False where that is not known, as it is after a time-out, and for lasting failures.
   */
  public boolean isWithoutEffect() {
    return kind == Kind.WITHOUT_EFFECT;
  }
}
