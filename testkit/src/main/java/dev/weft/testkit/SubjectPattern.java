package dev.weft.testkit;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A subject in which {@code *} stands for any one token and {@code >} at the end for one or more.
 */
record SubjectPattern(String text) {

  boolean matches(String subject) {
    String regex =
        Arrays.stream(text.split("\\.", -1))
            .map(
                token ->
                    switch (token) {
                      case "*" -> "[^.]+";
                      case ">" -> ".+";
                      default -> Pattern.quote(token);
                    })
            .collect(Collectors.joining("\\."));
    return Pattern.matches(regex, subject);
  }

  @Override
  public String toString() {
    return text;
  }
}
