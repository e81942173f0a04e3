package dev.weft.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A time to live is read as the server reads it. */
class TimeToLiveTest {

  @ParameterizedTest
  @CsvSource({"5, PT5S", "1h30m, PT1H30M", "1.5s, PT1.5S", "90m, PT1H30M", "2s500ms, PT2.5S"})
  void secondsAndDurations(String text, Duration expected) {
    assertThat(TimeToLive.read(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "", "-1", "5 s", "h", "1h30", "99999999999999h"})
  void whatIsNoneEndsNothing(String text) {
    assertThat(TimeToLive.read(text)).isEmpty();
  }
}
