package dev.weft.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The harness works; what it measures is for a machine that does nothing else. */
class BenchTest {

  @Test
  void aCaseRunsFromServerToTable() throws Exception {
    var printed = new ByteArrayOutputStream();

    Result result = run("publish", printed);

    assertThat(result.samples()).hasSize(2);
    assertThat(result.series(Entrant.WEFT_PUBLISH, Measure.RATE).median()).isPositive();
    assertThat(printed.toString(UTF_8)).contains("| weft publish |", "over jnats publish");
  }

  @Test
  void oneRunHasNoVerdict() throws Exception {
    var printed = new ByteArrayOutputStream();

    run("publish", printed);

    assertThat(printed.toString(UTF_8)).contains("not settled").doesNotContain("held", "missed");
  }

  @Test
  void aCaseAtASetPaceSaysWhichThreadsWereWoken() throws Exception {
    var printed = new ByteArrayOutputStream();

    Result result = run("pace-2000", printed);

    Sample weft = result.samples().getOrDefault(Entrant.WEFT_PACED, List.of()).get(0);
    assertThat(weft.get(Measure.RATE)).isBetween(500.0, 4_000.0);
    assertThat(weft.get(Measure.WAKE_UPS)).isPositive();
    assertThat(weft.shares())
        .containsKeys(ThreadRole.READER, ThreadRole.WRITER, ThreadRole.CARRIER, ThreadRole.OTHER);
    assertThat(printed.toString(UTF_8)).contains("| carriers |", "wake-ups/msg, weft push over");
  }

  private static Result run(String name, ByteArrayOutputStream printed) throws Exception {
    try (var course = new Course()) {
      Result result = new Race(course, 1, 1, 0.1, 2_000).run(Cases.named(List.of(name)).get(0));
      new Report(new PrintStream(printed, true, UTF_8), course.serverVersion()).add(result);
      return result;
    }
  }
}
