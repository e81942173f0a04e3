package dev.weft.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.TransportException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a subject has to be like for a message to be sent to it. Every transport asks this before it
 * sends, so that all refuse the same: a server would store a message under {@code orders.*} as if
 * the star were a name, and take a blank for the subject's end.
 */
public final class SubjectRule {

  /**
   * The most bytes of a subject. A server reads lines of 4,096 bytes unless it is configured
   * otherwise, and the subject shares its line with what the answer goes to.
   */
  public static final int MAX_BYTES = 3_000;

  private static final int BYTES_OF_A_CHAR = 3; // at most
  private static final int SHOWN = 100;

  private SubjectRule() {}

  /**
   * Checks a subject.
   *
   * @param what what is to be done with it, such as {@code publish to}
   * @throws TransportException if no message can be sent to it, {@linkplain
   *     TransportException#malformed malformed}; it shows the subject, what is wrong and what was
   *     expected
   */
  public static void check(String what, String subject) {
    Optional<String> problem = problem(subject);
    if (problem.isPresent()) {
      throw TransportException.malformed(refusal(what, subject, problem.get()));
    }
  }

  private static String refusal(String what, String subject, String problem) {
    return what
        + " "
        + shown(subject)
        + ": "
        + problem
        + "; expected tokens with dots between them, without wildcards, white space and control"
        + " characters, of "
        + MAX_BYTES
        + " bytes at most";
  }

  private static Optional<String> problem(@Nullable String subject) {
    if (subject == null) {
      return Optional.of("it is null");
    }
    int start = 0; // of the token
    int length = subject.length();
    for (int i = 0; i <= length; i++) {
      char c = i == length ? '.' : subject.charAt(i);
      if (c == '.') {
        if (i == start) {
          return Optional.of("a token is empty");
        }
        if (i == start + 1 && isWildcard(subject.charAt(start))) {
          return Optional.of("it has a wildcard");
        }
        start = i + 1;
      } else if (c <= ' ' || (c >= 0x7f && !isSendable(subject, i))) {
        return Optional.of("it has the character U+%04X".formatted((int) c));
      }
    }
    boolean tooLong =
        length * BYTES_OF_A_CHAR > MAX_BYTES && subject.getBytes(UTF_8).length > MAX_BYTES;
    return tooLong ? Optional.of("it is too long") : Optional.empty();
  }

  private static boolean isWildcard(char c) {
    return c == '*' || c == '>';
  }

  // Half a surrogate pair has no bytes.
  private static boolean isSendable(String subject, int index) {
    char c = subject.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 < subject.length() && Character.isLowSurrogate(subject.charAt(index + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return index > 0 && Character.isHighSurrogate(subject.charAt(index - 1));
    }
    return !Character.isISOControl(c) && !Character.isWhitespace(c) && !Character.isSpaceChar(c);
  }

  // One line of bounded length, whatever is in it.
  private static String shown(@Nullable String subject) {
    if (subject == null) {
      return "null";
    }
    if (subject.isEmpty()) {
      return "\"\"";
    }
    String start = subject.length() > SHOWN ? subject.substring(0, SHOWN) + "…" : subject;
    return start
        .chars()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
