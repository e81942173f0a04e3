package dev.weft.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
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

    Sample weft = result.samples().getOrDefault(Entrant.WEFT_PACED.title, List.of()).get(0);
    assertThat(weft.get(Measure.P50)).isPositive();
    assertThat(weft.get(Measure.WAKE_UPS)).isPositive();
    assertThat(weft.shares())
        .containsKeys(ThreadRole.READER, ThreadRole.WRITER, ThreadRole.CARRIER, ThreadRole.OTHER);
    assertThat(printed.toString(UTF_8)).contains("| carriers |", "wake-ups/msg, weft push over");
  }

  @Test
  void aStartIsCountedInRequests() throws Exception {
    Result result = run("start", new ByteArrayOutputStream());

    assertThat(result.series(Entrant.RAW_FIRST, Measure.REQUESTS).median()).isEqualTo(2);
    Sample weft = result.samples().getOrDefault(Entrant.WEFT_FIRST.title, List.of()).get(0);
    assertThat(
            List.of(
                weft.get(Measure.MAIN),
                weft.get(Measure.CONNECTED),
                weft.get(Measure.PROVISIONED),
                weft.get(Measure.FIRST)))
        .isSorted();
  }

  @Test
  void whatIsIdleIsMeasuredByTheSecondAndTheHandler() throws Exception {
    var printed = new ByteArrayOutputStream();

    Result result = run("idle-100", printed);

    assertThat(result.series(Entrant.WEFT_IDLE, Measure.HANDLER_HEAP).median()).isPositive();
    assertThat(result.series(Entrant.RAW_IDLE, Measure.IDLE_MESSAGES).median()).isLessThan(1);
    assertThat(printed.toString(UTF_8)).contains("for each second");
  }

  @Test
  void aBuildIsSetBesideAnEarlierOne() throws Exception {
    var printed = new ByteArrayOutputStream();
    try (var course = new Course()) {
      var race = new Race(new OneRun(course, 0.1, 2_000), 1, 1, List.of());
      var out = new PrintStream(printed, true, UTF_8);

      new Builds(race, new EarlierBuild(Lane.THIS_BUILD), 1)
          .compare(Cases.named(List.of("publish")), out);
    }

    assertThat(printed.toString(UTF_8)).contains("| `publish` | weft publish | wake-ups/msg |");
  }

  @Test
  void anEarlierBuildSaysWhichContendersItHas() throws Exception {
    var here = Lane.class.getProtectionDomain().getCodeSource().getLocation();

    assertThat(new EarlierBuild(Path.of(here.toURI()).toString()).has(Entrant.WEFT_PUSH)).isTrue();
  }

  private static Result run(String name, ByteArrayOutputStream printed) throws Exception {
    try (var course = new Course()) {
      var race = new Race(new OneRun(course, 0.1, 2_000), 1, 1, List.of());
      Result result = race.run(Cases.named(List.of(name)).get(0));
      new Report(new PrintStream(printed, true, UTF_8), course.serverVersion()).add(result);
      return result;
    }
  }
}
