package dev.weft.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of the command line.
 *
 * @param options by name, those that begin with two dashes
 * @param cases the names of the cases; empty for the usual ones
 */
record BenchOptions(Map<String, String> options, List<String> cases) {

  private static final Pattern OPTION =
      Pattern.compile("--(quick)()|--(before)=(.+)|--(rounds|forks|seconds)=([1-9][0-9]{0,2})");
  private static final double USUAL_SECONDS = 1.3;
  private static final double QUICK_SECONDS = 0.7;
  private static final int USUAL_ROUNDS = 5;

  static BenchOptions parse(String... words) {
    return new BenchOptions(
        Stream.of(words)
            .filter(word -> word.startsWith("--"))
            .map(BenchOptions::option)
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (earlier, later) -> later)),
        Stream.of(words).filter(word -> !word.startsWith("--")).toList());
  }

  /** Whether runs are short and few. */
  boolean quick() {
    return options.containsKey("quick");
  }

  /** The class path of an earlier build to set beside this one. */
  Optional<String> before() {
    return Optional.ofNullable(options.get("before"));
  }

  int rounds() {
    return number("rounds", Integer::valueOf).orElse(quick() ? 1 : USUAL_ROUNDS);
  }

  int forks() {
    return number("forks", Integer::valueOf).orElse(1);
  }

  double seconds() {
    return number("seconds", Double::valueOf).orElse(quick() ? QUICK_SECONDS : USUAL_SECONDS);
  }

  private <T> Optional<T> number(String name, Function<String, T> read) {
    return Optional.ofNullable(options.get(name)).map(read);
  }

  private static Map.Entry<String, String> option(String word) {
    Matcher option = OPTION.matcher(word);
    if (!option.matches()) {
      throw new IllegalArgumentException(
          "option "
              + word
              + ": expected --quick, --before=<class path>, --rounds=<1 to 999>,"
              + " --forks=<1 to 999> or --seconds=<1 to 999>");
    }
    for (int group = 1; group < option.groupCount(); group += 2) {
      if (option.group(group) != null) {
        return Map.entry(option.group(group), option.group(group + 1));
      }
    }
    throw new IllegalStateException(OPTION + " has an option without a name");
  }
}
