package dev.weft.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** Races that are over soon, with a round each. */
final class ShortRace {

  private static final double SECONDS = 0.1;
  private static final long MESSAGES = 2_000;

  private ShortRace() {}

  /** One in which each contender runs so often before its sample is taken. */
  static Race on(Course course, int warmUps) {
    return new Race(new OneRun(course, SECONDS, MESSAGES), warmUps, 1, List.of());
  }

  /** Runs a case, and prints what is reported of it. */
  static Result run(String name, int warmUps, ByteArrayOutputStream printed) throws Exception {
    try (var course = new Course()) {
      Result result = on(course, warmUps).run(Cases.named(List.of(name)).get(0));
      new Report(new PrintStream(printed, true, UTF_8), course.serverVersion()).add(result);
      return result;
    }
  }
}
