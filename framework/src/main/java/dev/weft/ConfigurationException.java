package dev.weft;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; its message has one line for each problem found. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // the list that List.copyOf makes is serializable
  private final List<ConfigurationProblem> problems;

  /** The given problems, in the order to show them; at least one. */
  public ConfigurationException(List<ConfigurationProblem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, in the order of the file. */
  public List<ConfigurationProblem> problems() {
    return problems;
  }

  private static String message(List<ConfigurationProblem> problems) {
    String count = problems.size() == 1 ? "a problem" : problems.size() + " problems";
    return problems.stream()
        .map(ConfigurationProblem::toString)
        .collect(Collectors.joining("\n  ", "the configuration has " + count + ":\n  ", ""));
  }
}
