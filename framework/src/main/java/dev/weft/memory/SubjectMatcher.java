package dev.weft.memory;

import java.util.List;

/**
 * A subject in which {@code *} stands for any one token and {@code >} at the end for one or more.
 *
 * @param tokens the parts between the dots
 */
record SubjectMatcher(List<String> tokens) {

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static SubjectMatcher of(String pattern) {
    List<String> tokens = split(pattern);
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      boolean last = i == tokens.size() - 1;
      if (token.isEmpty()
          || token.chars().anyMatch(Character::isWhitespace)
          || (token.equals(">") && !last)) {
        throw new IllegalArgumentException(
            "subject \""
                + pattern
                + "\": expected tokens without spaces between dots, and > only at the end");
      }
    }
    return new SubjectMatcher(tokens);
  }

  /** Whether a message can be published to it: no wildcard in it. */
  boolean isLiteral() {
    return tokens.stream().noneMatch(token -> token.equals("*") || token.equals(">"));
  }

  boolean matches(String subject) {
    return overlaps(split(subject));
  }

  /** Whether some subject matches both. */
  boolean overlaps(SubjectMatcher other) {
    return overlaps(other.tokens);
  }

  /** The pattern as it was written. */
  @Override
  public String toString() {
    return String.join(".", tokens);
  }

  private boolean overlaps(List<String> others) {
    int common = Math.min(tokens.size(), others.size());
    for (int i = 0; i < common; i++) {
      String mine = tokens.get(i);
      String theirs = others.get(i);
      if (mine.equals(">") || theirs.equals(">")) {
        return true;
      }
      if (!mine.equals(theirs) && !mine.equals("*") && !theirs.equals("*")) {
        return false;
      }
    }
    return tokens.size() == others.size();
  }

  private static List<String> split(String subject) {
    return List.of(subject.split("\\.", -1));
  }
}
