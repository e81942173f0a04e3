package dev.weft.transport;

import org.jspecify.annotations.Nullable;

/** The transport could not do what it was asked; the message names what, and what to do. */
public final class TransportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private enum Kind {
    PASSING,
    WITHOUT_EFFECT,
    LASTING
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

  /** Whether trying again is pointless until somebody changes something. */
  public boolean isLasting() {
    return kind == Kind.LASTING;
  }

  /**
   * Whether what was asked for surely did not happen, so that asking again cannot do it twice.
   * False where that is not known, as it is after a time-out, and for lasting failures.
   */
  public boolean isWithoutEffect() {
    return kind == Kind.WITHOUT_EFFECT;
  }
}
