package dev.weft.transport.settings;

import java.util.List;
import java.util.Optional;

/**
 * A subject in which {@code *} stands for any one token and {@code >} at the end for one or more: a
 * stream's subject, or a consumer's filter.
 *
 * @param tokens the parts between the dots
 */
public record SubjectPattern(List<String> tokens) {

  /** Copies the tokens. */
  public SubjectPattern {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static SubjectPattern of(String pattern) {
    if (!isPattern(pattern)) {
      throw new IllegalArgumentException(
          "subject \""
              + pattern
              + "\": expected tokens without spaces between dots, and > only at the end");
    }
    return new SubjectPattern(split(pattern));
  }

  /** Whether a server takes it for a stream's subject or a consumer's filter. */
  public static boolean isPattern(String text) {
    List<String> tokens = split(text);
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      boolean last = i == tokens.size() - 1;
      if (token.isEmpty()
          || token.chars().anyMatch(c -> Character.isWhitespace(c) || c == 0)
          || (token.equals(">") && !last)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What a server refuses of the filters of one consumer: one of them within another, so that a
   * message would be taken by both. Two of which neither is within the other may share subjects.
   */
  public static Optional<String> redundant(List<SubjectPattern> filters) {
    for (int i = 0; i < filters.size(); i++) {
      for (int k = 0; k < filters.size(); k++) {
        if (i != k && filters.get(i).isWithin(filters.get(k))) {
          return Optional.of(
              filters.get(i)
                  + " is within "
                  + filters.get(k)
                  + ", and the server refuses filters that overlap; leave one of the two out");
        }
      }
    }
    return Optional.empty();
  }

  /** What a server refuses of the subjects of one stream: two that some subject matches. */
  public static Optional<String> overlapping(List<SubjectPattern> subjects) {
    for (int i = 0; i < subjects.size(); i++) {
      for (int k = i + 1; k < subjects.size(); k++) {
        if (subjects.get(i).overlaps(subjects.get(k))) {
          return Optional.of(
              subjects.get(i)
                  + " and "
                  + subjects.get(k)
                  + " overlap, which the server refuses; make one of them narrower, or leave it"
                  + " out");
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a message can be published to it: no wildcard in it. */
  public boolean isLiteral() {
    return tokens.stream().noneMatch(token -> token.equals("*") || token.equals(">"));
  }

  /** Whether it takes a subject. */
  public boolean matches(String subject) {
    return overlaps(split(subject));
  }

  /** Whether some subject matches both. */
  public boolean overlaps(SubjectPattern other) {
    return overlaps(other.tokens);
  }

  /** Whether the other matches every subject that this one does. */
  public boolean isWithin(SubjectPattern other) {
    for (int i = 0; i < other.tokens.size(); i++) {
      String theirs = other.tokens.get(i);
      if (i >= tokens.size()) {
        return false;
      }
      if (theirs.equals(">")) {
        return true;
      }
      String mine = tokens.get(i);
      if (mine.equals(">") || (!theirs.equals("*") && !theirs.equals(mine))) {
        return false;
      }
    }
    return tokens.size() == other.tokens.size();
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
