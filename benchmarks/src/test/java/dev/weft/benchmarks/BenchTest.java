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
    Case publish =
        Case.WAYS.stream().filter(one -> one.name().equals("publish")).findFirst().orElseThrow();
    var printed = new ByteArrayOutputStream();
    try (var course = new Course()) {
      Result result = new Race(course, 1, 1, 0.1, 2_000).run(publish);
      new Report(new PrintStream(printed, true, UTF_8), course.serverVersion()).add(result);

      assertThat(result.samples()).hasSize(2);
      assertThat(result.series(Entrant.WEFT_PUBLISH, Measure.RATE).median()).isPositive();
    }

    assertThat(printed.toString(UTF_8)).contains("| weft publish |", "over jnats publish");
  }

  @Test
  void aRatioIsTheMedianOfThePairs() {
    var ours = new Series(List.of(10.0, 20.0, 90.0));
    var theirs = new Series(List.of(10.0, 10.0, 30.0));

    assertThat(ours.over(theirs).median()).isEqualTo(2);
  }
}
