package dev.weft.transport;

import org.jspecify.annotations.Nullable;

/** The transport could not do what it was asked; the message names what, and what to do. */
public final class TransportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean lasting;

  private TransportException(String message, @Nullable Throwable cause, boolean lasting) {
    super(message, cause);
    this.lasting = lasting;
  }

  /** A failure that may pass by itself: a time-out, a lost connection, a change of leader. */
  public static TransportException passing(String message, @Nullable Throwable cause) {
    return new TransportException(message, cause, false);
  }

  /** A failure that stays until somebody changes something: no permission, no such stream. */
  public static TransportException lasting(String message, @Nullable Throwable cause) {
    return new TransportException(message, cause, true);
  }

  /** Whether trying again is pointless until somebody changes something. */
  public boolean isLasting() {
    return lasting;
  }
}
