package dev.weft.transport;

import dev.weft.RefuseException;
import dev.weft.RejectException;
import dev.weft.RequestException;
import dev.weft.RetryException;
import dev.weft.TransportException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of something that was thrown: its type, its message, its causes and its stack, each
 * bounded. Logs, headers, telemetry and settlements read this and never the exception, whose own
 * methods are user code: they may throw, recurse, or return a message of a megabyte.
 *
 * <p>Immutable. {@link #of} calls the exception's methods, once, on the calling thread; nothing
 * calls them later.
 */
public final class Failure {

  /** The longest message, in characters. */
  public static final int MESSAGE_CHARS = 512;

  /** The longest stack, in characters, its causes included. */
  public static final int STACK_CHARS = 2_048;

  private final Class<? extends Throwable> type;
  private final @Nullable String message;
  private final String stack;
  private final @Nullable String root;
  private final boolean interrupt;
  private final @Nullable Throwable own;

  private Failure(
      Class<? extends Throwable> type,
      @Nullable String message,
      String stack,
      @Nullable String root,
      boolean interrupt,
      @Nullable Throwable thrown) {
    this.type = type;
    this.message = message;
    this.stack = stack;
    this.root = root;
    this.interrupt = interrupt;
    this.own = thrown != null && Thrown.isOwn(thrown) ? thrown : null;
  }

  /** A text of the user's as one line, without what a terminal would take for a command. */
  public static String oneLine(String text) {
    return Thrown.line(Thrown.cut(text, 2 * MESSAGE_CHARS));
  }

  /** What is kept of an exception. Never throws, whatever the exception does. */
  public static Failure of(Throwable thrown) {
    Class<? extends Throwable> type = thrown.getClass();
    try {
      String message = Thrown.message(thrown);
      return new Failure(
          type,
          message,
          Thrown.stack(thrown, message),
          Thrown.root(thrown),
          Thrown.isInterrupt(thrown),
          thrown);
    } catch (Throwable refusal) { // out of memory, or of stack
      return new Failure(
          type, "(cannot be read: " + refusal.getClass().getName() + ")", "", null, false, thrown);
    }
  }

  /**
   * A failure of Weft's own finding, with what the user's code threw as its cause.
   *
   * @param finding says what is wrong; one of Weft's own exceptions
   */
  public static Failure because(RuntimeException finding, @Nullable Failure cause) {
    Failure found = of(finding);
    if (cause == null) {
      return found;
    }
    // Where the finding has frames of its own, both have room.
    String stack = Thrown.cut(found.stack, STACK_CHARS * 2 / 3) + "\nCaused by: " + cause.stack;
    String root = cause.root == null ? cause.describe() : cause.root;
    return new Failure(
        found.type, found.message, Thrown.cut(stack, STACK_CHARS), root, false, finding);
  }

  /** The same, without the exception itself and all that its causes hold: for who keeps many. */
  public Failure detached() {
    return own == null ? this : new Failure(type, message, stack, root, interrupt, null);
  }

  /** The same without frames, for a finding whose place in the code says nothing. */
  public Failure withoutStack() {
    return new Failure(type, message, describe(), root, interrupt, own);
  }

  /** The exception's class. */
  public Class<? extends Throwable> type() {
    return type;
  }

  /** Whether the exception was one of these. */
  public boolean is(Class<? extends Throwable> other) {
    return other.isAssignableFrom(type);
  }

  /** The exception's message, {@link #MESSAGE_CHARS} at most; empty if it had none. */
  public Optional<String> message() {
    return Optional.ofNullable(message);
  }

  /** The failure in a line: the simple name of its type, and its message. */
  public String describe() {
    return Thrown.name(type) + (message == null ? "" : ": " + message);
  }

  /** The last of its causes in a line: type and message, bounded; empty if it has no cause. */
  public Optional<String> rootCause() {
    return Optional.ofNullable(root).map(Failure::line);
  }

  /** The failure and the last of its causes in a line. */
  public String summary() {
    return line(describe()) + rootCause().map(cause -> "; caused by " + cause).orElse("");
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " | ");
  }

  /** The message, or the type's simple name where there is none. */
  public String text() {
    return message == null ? Thrown.name(type) : message;
  }

  /** Type, message and frames of it and of its causes, {@link #STACK_CHARS} at most. */
  public String stack() {
    return stack;
  }

  /** Whether it, or a cause of it, is an {@link InterruptedException}. */
  public boolean isInterrupt() {
    return interrupt;
  }

  /** Whether a message was too large for those it was sent to. */
  public boolean isTooLarge() {
    return as(TransportException.class).filter(TransportException::isTooLarge).isPresent();
  }

  /** Whether a message could not be sent for its own sake: too large, or malformed. */
  public boolean isUnsendable() {
    return as(TransportException.class).filter(TransportException::isUnsendable).isPresent();
  }

  /**
   * The exception itself, if it is of this class and that is one of Weft's own final ones: {@link
   * RejectException}, {@link RetryException}, {@link RefuseException}, {@link RequestException},
   * {@link TransportException}.
   */
  public <E extends Throwable> Optional<E> as(Class<E> ownClass) {
    return ownClass.isInstance(own) ? Optional.of(ownClass.cast(own)) : Optional.empty();
  }

  @Override
  public String toString() {
    return describe();
  }
}
