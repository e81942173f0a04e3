package dev.weft.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sets Weft beside hand-written loops; {@code docs/performance.md} says how. */
public final class Bench {

  private static final String QUICK = "--quick";
  private static final String BEFORE = "--before=";
  private static final Pattern NUMBER = Pattern.compile("--(rounds|forks)=([1-9][0-9]{0,2})");

  private Bench() {}

  /**
   * Runs the cases named, all that have aims if none is; {@code --quick} for shorter runs of fewer
   * cases, {@code --rounds=15} for more runs. {@code --before=<class path>} sets Weft beside an
   * earlier build of itself in place of loops by hand, in {@code --forks=3} pairs of JVMs.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    List<String> options = all.stream().filter(one -> one.startsWith("--")).toList();
    List<String> names = all.stream().filter(one -> !one.startsWith("--")).toList();
    boolean quick = options.contains(QUICK);
    List<Case> usual = quick ? Cases.WAYS : Cases.usual();
    List<Case> cases = names.isEmpty() ? usual : Cases.named(names);
    check(options);
    int rounds = number("rounds", options, 5);
    try (var course = new Course()) {
      var race =
          quick ? new Race(course, 1, 1, 0.7, 100_000) : new Race(course, 4, rounds, 1.3, 500_000);
      var report = new Report(System.out, course.serverVersion());
      Optional<String> before = before(options);
      if (before.isPresent()) {
        new Builds(race, new EarlierBuild(before.get()), number("forks", options, 1))
            .compare(cases, System.out);
        return;
      }
      for (Case one : cases) {
        report.add(race.run(one));
      }
      report.write(Path.of("benchmarks/target/bench.json"));
    }
  }

  private static void check(List<String> options) {
    for (String option : options) {
      if (!option.equals(QUICK)
          && !option.startsWith(BEFORE)
          && !NUMBER.matcher(option).matches()) {
        throw new IllegalArgumentException(
            "option "
                + option
                + ": expected --quick, --rounds=<1 to 999>, --before=<class path> or"
                + " --forks=<1 to 999>");
      }
    }
  }

  private static int number(String name, List<String> options, int otherwise) {
    return options.stream()
        .map(NUMBER::matcher)
        .filter(given -> given.matches() && given.group(1).equals(name))
        .mapToInt(given -> Integer.parseInt(given.group(2)))
        .reduce(otherwise, (earlier, later) -> later);
  }

  private static Optional<String> before(List<String> options) {
    return options.stream()
        .filter(option -> option.startsWith(BEFORE))
        .map(option -> option.substring(BEFORE.length()))
        .findFirst();
  }
}
