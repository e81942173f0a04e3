package dev.weft.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; its message has one line for each problem found. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // the list that List.copyOf makes is serializable
  private final List<Problem> problems;

  /** The given problems, in the order to show them; at least one. */
  public ConfigurationException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    String count = problems.size() == 1 ? "a problem" : problems.size() + " problems";
    return problems.stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n  ", "the configuration has " + count + ":\n  ", ""));
  }
}
