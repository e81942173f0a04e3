package dev.weft.config.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigValueFactory;
import dev.weft.config.Reading;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindsTest {

  private static <T> Kind.Fit<T> read(Kind<T> kind, Object value) {
    return kind.read(ConfigValueFactory.fromAnyRef(value));
  }

  private static <T> Kind.Fit<T> fits(T value) {
    return new Kind.Fit.Fits<>(value);
  }

  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "1.5s, PT1.5S",
    "5 minutes, PT5M",
    "30d, PT720H",
    "500ms, PT0.5S",
    "0s, PT0S",
    "10us, PT0.00001S"
  })
  void aDurationHasAUnit(String written, Duration duration) {
    assertThat(read(Kinds.DURATION, written)).isEqualTo(fits(duration));
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "0", "", "s", "30 parsecs", "true", "-1s", "PT30S"})
  void anythingElseIsNoDuration(String written) {
    assertThat(read(Kinds.DURATION, written)).isInstanceOf(Kind.Fit.Unfit.class);
  }

  @Test
  void aDurationBeyondNanosecondsIsTheLongestThereIs() {
    assertThat(read(Kinds.NANOS, "9999999d")).isEqualTo(fits(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({
    "1048576, 1048576",
    "1MiB, 1048576",
    "1MB, 1000000",
    "1.5KiB, 1536",
    "-1, -1",
    "0, 0"
  })
  void aSizeMayHaveAUnit(String written, long bytes) {
    assertThat(read(Kinds.SIZE, written)).isEqualTo(fits(bytes));
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "-5, -5", "5.0, 5", "1e3, 1000", "9223372036854775807, 9223372036854775807"})
  void aWholeNumberIsExact(String written, long number) {
    assertThat(read(Kinds.WHOLE, written)).isEqualTo(fits(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.5", "9223372036854775808", "1e999999999", "five", "5d", "0x5", ""})
  void anythingElseIsNoWholeNumber(String written) {
    assertThat(read(Kinds.WHOLE, written))
        .isEqualTo(new Kind.Fit.Unfit<>("expected a whole number"));
  }

  @Test
  void aNumberHasToBeFinite() {
    assertThat(read(Kinds.DECIMAL, "1.5")).isEqualTo(fits(1.5));
    assertThat(read(Kinds.DECIMAL, "1e999")).isInstanceOf(Kind.Fit.Unfit.class);
    assertThat(read(Kinds.DECIMAL, "NaN")).isInstanceOf(Kind.Fit.Unfit.class);
  }

  @Test
  void anEmptyListInAVariableIsAnEmptyString() {
    assertThat(Reading.handler("middleware = \"\"").call().middleware()).isEmpty();
    assertThat(Reading.handler("middleware = \"com.acme.A, com.acme.B\"").call().middleware())
        .containsExactly("com.acme.A", "com.acme.B");
  }
}
