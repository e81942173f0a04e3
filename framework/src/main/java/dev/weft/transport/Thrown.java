package dev.weft.transport;

import dev.weft.RefuseException;
import dev.weft.RejectException;
import dev.weft.RequestException;
import dev.weft.RetryException;
import dev.weft.TransportException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an exception whose methods may do anything, and bounds what it reads. */
final class Thrown {

  private static final int CAUSES = 20;
  private static final String MORE = " … and more causes";
  private static final int CAUSE_CHARS = 128;
  private static final int FRAMES = 16;
  private static final int LEAST_FRAMES = 2;

  private static final Pattern BREAKS = Pattern.compile("\\s*[\\r\\n\\u0085\\u2028\\u2029]+\\s*");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");

  private Thrown() {}

  /** Its message, bounded; where it cannot be read the text says so. */
  static @Nullable String message(Throwable thrown) {
    return message(thrown, Failure.MESSAGE_CHARS);
  }

  /** Its frames and those of its causes, the outermost first, the whole bounded. */
  static String stack(Throwable thrown, @Nullable String message) {
    Throwable[] chain = chain(thrown);
    int frames = Math.max(LEAST_FRAMES, FRAMES / chain.length);
    var text = new StringBuilder(Failure.STACK_CHARS);
    text.append(heading(thrown, message));
    append(text, thrown, frames);
    for (int i = 1; i < chain.length && text.length() < Failure.STACK_CHARS; i++) {
      text.append("\nCaused by: ").append(heading(chain[i], message(chain[i], CAUSE_CHARS)));
      append(text, chain[i], frames);
    }
    return cut(text.toString(), Failure.STACK_CHARS);
  }

  /**
   * Type and message of the last of its causes, bounded, or of the last that is looked at, which
   * the text then says; null if it has none.
   */
  static @Nullable String root(Throwable thrown) {
    Throwable[] chain = chain(thrown);
    if (chain.length == 1) {
      return null;
    }
    Throwable root = chain[chain.length - 1];
    String message = message(root, CAUSE_CHARS);
    return name(root.getClass())
        + (message == null ? "" : ": " + message)
        + (chain.length > CAUSES && orNull(root::getCause) != null ? MORE : "");
  }

  /** Whether it, or one of its causes, says that a thread was interrupted. */
  static boolean isInterrupt(Throwable thrown) {
    for (Throwable each : chain(thrown)) {
      if (each instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }

  /** Whether its class is final and Weft's own, so that its methods are no user code. */
  static boolean isOwn(Throwable thrown) {
    return thrown instanceof RejectException
        || thrown instanceof RetryException
        || thrown instanceof RefuseException
        || thrown instanceof RequestException
        || thrown instanceof TransportException;
  }

  /** The text, or its beginning and a mark where it is longer. */
  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  /** The text as one line, so that it cannot pass for a line of a log's own. */
  static String line(String text) {
    return CONTROLS.matcher(BREAKS.matcher(text).replaceAll(" | ")).replaceAll("?");
  }

  /** The class's simple name; of an anonymous one, which has none, the end of its binary name. */
  static String name(Class<?> type) {
    String simple = type.getSimpleName();
    return simple.isEmpty()
        ? type.getName().substring(type.getName().lastIndexOf('.') + 1)
        : simple;
  }

  private static @Nullable String message(Throwable thrown, int most) {
    try {
      String message = thrown.getMessage();
      return message == null ? null : cut(line(cut(message, most)), most);
    } catch (Throwable refusal) {
      return "(its message cannot be read: " + refusal.getClass().getName() + ")";
    }
  }

  private static String heading(Throwable thrown, @Nullable String message) {
    return thrown.getClass().getName() + (message == null ? "" : ": " + message);
  }

  private static void append(StringBuilder text, Throwable thrown, int most) {
    StackTraceElement[] frames = orNull(thrown::getStackTrace);
    if (frames == null) {
      return;
    }
    for (int i = 0; i < Math.min(most, frames.length); i++) {
      text.append("\n\tat ").append(frames[i]);
    }
    if (frames.length > most) {
      text.append("\n\t... ").append(frames.length - most).append(" more");
    }
  }

  // Causes may form a circle, or never end.
  private static Throwable[] chain(Throwable thrown) {
    var chain = new Throwable[CAUSES + 1];
    int length = 0;
    for (Throwable each = thrown;
        each != null && length <= CAUSES && !isAmong(each, chain, length);
        length++) {
      chain[length] = each;
      each = orNull(each::getCause);
    }
    return Arrays.copyOf(chain, length);
  }

  @SuppressWarnings("ReferenceEquality") // its equals is user code too
  private static boolean isAmong(Throwable one, Throwable[] others, int length) {
    for (int i = 0; i < length; i++) {
      if (others[i] == one) {
        return true;
      }
    }
    return false;
  }

  private static <R> @Nullable R orNull(Callable<@Nullable R> reading) {
    try {
      return reading.call();
    } catch (Throwable refusal) {
      return null;
    }
  }
}
