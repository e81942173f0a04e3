package dev.weft.simulation.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class ReplaysTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int runs;

  @Test
  void aHistoryIsPrintedOnceAndSaidToBeTheSame() {
    assertThat(replays(seed -> "begins " + seed + "\nends\n").run(7, 3)).isTrue();

    assertThat(out).hasToString("begins 7\nends\n3 replays, all the same\n");
    assertThat(runs).isEqualTo(3);
  }

  @Test
  void theFirstLineThatDiffersIsPrinted() {
    assertThat(replays(seed -> "begins\n" + (runs < 3 ? "ends" : "hangs") + "\n").run(7, 5))
        .isFalse();

    assertThat(out.toString(UTF_8)).contains("replay 3 differs: line 2", "  ends", "  hangs");
  }

  private Replays replays(LongFunction<String> history) {
    LongFunction<String> counted =
        seed -> {
          runs++;
          return history.apply(seed);
        };
    return new Replays(() -> counted, new PrintStream(out, true, UTF_8));
  }
}
