package dev.weft.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small share of what {@code make sim} runs; {@code .ci/run} has 4,000 beside. */
class SeedsTest {

  private static final long SEEDS = 80;

  private static RunLog.Silence silence;

  @BeforeAll
  static void silence() {
    silence = RunLog.silence();
  }

  @AfterAll
  static void sound() {
    silence.close();
  }

  @Test
  void aShareOfTheSeedsKeepsEveryPromise() {
    LongFunction<String> check = Loaded.of(SeedCheck.class);
    assertThat(LongStream.rangeClosed(1, SEEDS).mapToObj(check))
        .allSatisfy(report -> assertThat(report).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 35, 414})
  void aSeedHasOneHistory(long seed) {
    String first = Loaded.of(SeedHistory.class).apply(seed);
    LongFunction<String> again = Loaded.of(SeedHistory.class);
    assertThat(again.apply(seed + 1)).isNotEqualTo(first);
    assertThat(again.apply(seed)).as("after another run in the same classes").isEqualTo(first);
  }
}
