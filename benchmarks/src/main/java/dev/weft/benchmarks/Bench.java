package dev.weft.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Sets Weft beside hand-written loops; {@code docs/performance.md} says how. */
public final class Bench {

  private static final int WARM_UPS = 4;
  private static final long MESSAGES = 500_000;
  private static final long QUICK_MESSAGES = 100_000;

  private Bench() {}

  /**
   * Runs the cases named, all that have aims if none is; {@code --quick} for shorter runs of fewer
   * cases, {@code --rounds=15} for more runs, {@code --seconds=10} for longer ones. {@code
   * --before=<class path>} sets Weft beside an earlier build of itself in place of loops by hand,
   * in {@code --forks=3} pairs of JVMs.
   */
  public static void main(String[] arguments) throws Exception {
    var options = BenchOptions.parse(arguments);
    List<Case> cases = cases(options);
    try (var course = new Course()) {
      long messages = options.quick() ? QUICK_MESSAGES : MESSAGES;
      var race =
          new Race(
              new OneRun(course, options.seconds(), messages),
              options.quick() ? 1 : WARM_UPS,
              options.rounds(),
              ReferenceProgram.of(System.getenv()));
      var report = new Report(System.out, course.serverVersion());
      Optional<EarlierBuild> before = options.before().map(EarlierBuild::new);
      if (before.isPresent()) {
        new Builds(race, before.get(), options.forks()).compare(cases, System.out);
        return;
      }
      for (Case one : cases) {
        report.add(race.run(one));
      }
      report.write(Path.of("benchmarks/target/bench.json"));
    }
  }

  private static List<Case> cases(BenchOptions options) {
    if (options.cases().isEmpty()) {
      return options.quick() ? Cases.quick() : Cases.usual();
    }
    return Cases.named(options.cases());
  }
}
