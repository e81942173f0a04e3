package dev.weft.transport.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTextTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S,0s",
    "PT720H,720h",
    "PT90S,90s",
    "PT5M,5m",
    "PT1.5S,1500ms",
    "PT0.00025S,250us",
    "PT0.000000001S,1ns"
  })
  void aDurationHasTheLargestUnitThatFits(Duration duration, String text) {
    assertThat(SettingText.of(duration)).isEqualTo(text);
  }

  @Test
  void onlyADurationsNumberIsShownAsOne() {
    assertThat(SettingText.of("ack_wait", 30_000_000_000L)).isEqualTo("30s");
    assertThat(SettingText.of("max_deliver", 30_000_000_000L)).isEqualTo("30000000000");
    assertThat(SettingText.of("max_deliver", null)).isEqualTo("not set");
  }
}
