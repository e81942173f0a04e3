package dev.weft.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Sets Weft beside hand-written loops; {@code docs/performance.md} says how. */
public final class Bench {

  private static final String QUICK = "--quick";

  private Bench() {}

  /** Runs the cases named, all if none is; {@code --quick} first for shorter runs. */
  public static void main(String[] arguments) throws Exception {
    boolean quick = arguments.length > 0 && arguments[0].equals(QUICK);
    List<Case> cases = chosen(Arrays.stream(arguments).skip(quick ? 1 : 0).toList());
    try (var course = new Course()) {
      var race =
          quick ? new Race(course, 1, 2, 0.5, 100_000) : new Race(course, 4, 5, 1.3, 500_000);
      var report = new Report(System.out, course.serverVersion());
      for (Case one : cases) {
        report.add(race.run(one));
      }
      report.write(Path.of("benchmarks/target/bench.json"));
    }
  }

  private static List<Case> chosen(List<String> names) {
    List<String> known = Case.ALL.stream().map(Case::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "case "
                + name
                + ": expected one of "
                + known.stream().collect(Collectors.joining(", ")));
      }
    }
    return Case.ALL.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
  }
}
