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
  void aCaseRunsFromServerToTableAndOneRunHasNoVerdict() throws Exception {
    var printed = new ByteArrayOutputStream();

    Result result = ShortRace.run("publish", 1, printed);

    assertThat(result.samples()).hasSize(2);
    assertThat(result.series(Entrant.WEFT_PUBLISH, Measure.RATE).median()).isPositive();
    assertThat(printed.toString(UTF_8))
        .contains("| weft publish |", "over jnats publish")
        .as("one run has no verdict")
        .contains("not settled")
        .doesNotContain("held", "missed");
  }

  @Test
  void aCaseAtASetPaceSaysWhichThreadsWereWoken() throws Exception {
    var printed = new ByteArrayOutputStream();

    // A warm-up is at the highest pace, and what that leaves behind is waited for.
    Result result = ShortRace.run("pace-200", 0, printed);

    Sample weft = result.samples().getOrDefault(Entrant.WEFT_PACED.title, List.of()).get(0);
    assertThat(weft.get(Measure.P50)).isPositive();
    assertThat(weft.get(Measure.WAKE_UPS)).isPositive();
    assertThat(weft.shares())
        .containsKeys(ThreadRole.READER, ThreadRole.WRITER, ThreadRole.CARRIER, ThreadRole.OTHER);
    assertThat(printed.toString(UTF_8)).contains("| carriers |", "wake-ups/msg, weft push over");
  }

  @Test
  void aBuildIsSetBesideAnEarlierOne() throws Exception {
    var printed = new ByteArrayOutputStream();
    try (var course = new Course()) {
      var out = new PrintStream(printed, true, UTF_8);

      new Builds(ShortRace.on(course, 1), new EarlierBuild(Lane.THIS_BUILD), 1)
          .compare(Cases.named(List.of("publish")), out);
    }

    assertThat(printed.toString(UTF_8)).contains("| `publish` | weft publish | wake-ups/msg |");
  }

  @Test
  void anEarlierBuildSaysWhichContendersItHas() throws Exception {
    var here = Lane.class.getProtectionDomain().getCodeSource().getLocation();

    assertThat(new EarlierBuild(Path.of(here.toURI()).toString()).has(Entrant.WEFT_PUSH)).isTrue();
  }
}
