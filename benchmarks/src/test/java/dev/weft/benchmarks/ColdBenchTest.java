package dev.weft.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The harness works also where each run has a JVM of its own. */
class ColdBenchTest {

  @Test
  void aStartIsCountedInRequests() throws Exception {
    Result result = ShortRace.run("start", 0, new ByteArrayOutputStream());

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

    Result result = ShortRace.run("idle-100", 0, printed);

    assertThat(result.series(Entrant.WEFT_IDLE, Measure.HANDLER_HEAP).median()).isPositive();
    assertThat(result.series(Entrant.RAW_IDLE, Measure.IDLE_MESSAGES).median()).isLessThan(1);
    assertThat(printed.toString(UTF_8)).contains("for each second");
  }
}
