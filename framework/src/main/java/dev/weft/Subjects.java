package dev.weft;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds subjects of tokens, each checked: an id with a dot in it would make two tokens of one, and
 * one with a {@code *} a subject that no stream takes.
 */
public final class Subjects {

  private Subjects() {}

  /**
   * The subject of these tokens: {@code of("orders", 42, "placed")} is {@code orders.42.placed}.
   *
   * @param tokens at least one; of anything but text its {@code toString} counts
   * @throws IllegalArgumentException if a token is empty, or has a dot, a wildcard, white space or
   *     a control character in it
   * @throws NullPointerException if a token is null
   */
  public static String of(Object... tokens) {
    if (Given.given(tokens, "tokens of a subject", "at least one").length == 0) {
      throw new IllegalArgumentException("a subject without tokens; expected at least one");
    }
    return Arrays.stream(tokens)
        .map(token -> checked(text(token, tokens), tokens))
        .collect(Collectors.joining("."));
  }

  /**
   * A filter for all subjects that begin with these tokens and go on: {@code below("orders", 42)}
   * is {@code orders.42.>}.
   *
   * @throws IllegalArgumentException as {@link #of}
   * @throws NullPointerException as {@link #of}
   */
  public static String below(Object... tokens) {
    return of(tokens) + ".>";
  }

  /** The subject itself if something can be published to it. */
  static String publishable(String subject) {
    Given.given(subject, "subject", "tokens with dots between them");
    of((Object[]) subject.split("\\.", -1));
    return subject;
  }

  // Text of it would be "null", which a stream takes.
  private static String text(@Nullable Object token, Object[] tokens) {
    if (token == null) {
      throw new NullPointerException(
          "subject of "
              + printable(Arrays.toString(tokens))
              + ": a token is null; expected a text, a number or the like");
    }
    return token.toString();
  }

  private static String checked(String token, Object[] tokens) {
    if (token.isEmpty()) {
      throw refused(tokens, "a token is empty");
    }
    token
        .codePoints()
        .filter(Subjects::isRefused)
        .findFirst()
        .ifPresent(
            c -> {
              throw refused(
                  tokens, "the token \"%s\" has %s in it".formatted(printable(token), name(c)));
            });
    return token;
  }

  private static boolean isRefused(int c) {
    return c == '.'
        || c == '*'
        || c == '>'
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c);
  }

  private static IllegalArgumentException refused(Object[] tokens, String why) {
    return new IllegalArgumentException(
        "subject of "
            + printable(Arrays.toString(tokens))
            + ": "
            + why
            + "; expected tokens without '.', '*', '>', white space and control characters");
  }

  private static String name(int c) {
    return Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)
        ? "the character U+%04X".formatted(c)
        : "'" + Character.toString(c) + "'";
  }

  // One line, whatever is in it.
  private static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
