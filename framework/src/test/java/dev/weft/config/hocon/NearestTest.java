package dev.weft.config.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> KEYS =
      List.of("attempts", "max-delay", "first-delay", "codec", "consumer.ack_wait");

  @ParameterizedTest
  @CsvSource({
    "atempts, attempts",
    "maxDelay, max-delay",
    "max_delay, max-delay",
    "cdoec, codec",
    "ackWait, consumer.ack_wait",
    "first, first-delay"
  })
  void aMisspeltKeyIsRecognised(String key, String meant) {
    assertThat(Nearest.to(key, KEYS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"colour", "delay", "x"})
  void aKeyLikeNoOtherIsNot(String key) {
    assertThat(Nearest.to(key, KEYS)).isEmpty();
  }

  @Test
  void ofEquallyNearKeysTheFirstIsTaken() {
    assertThat(Nearest.to("kez", List.of("key", "http.ket"))).contains("key");
  }

  @Test
  void twoSwappedLettersAreOneSlip() {
    assertThat(Nearest.distance("class", "calss")).isEqualTo(1);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("stream", "streams")).isEqualTo(1);
  }
}
