package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  @Test
  void theDefaultsAreWhatTheyAreSaidToBe() {
    assertThat(RetryPolicy.defaults())
        .isEqualTo(
            RetryPolicy.builder()
                .attempts(5)
                .firstDelay(Duration.ofSeconds(1))
                .factor(4)
                .maxDelay(Duration.ofMinutes(5))
                .build());
  }

  @Test
  void thePolicyKeepsItsOwnSetOfExceptions() {
    var types = new HashSet<Class<? extends Throwable>>();
    var lenient =
        RetryPolicy.builder().attempts(5).fixedDelay(Duration.ZERO).notRetried(types).build();

    types.add(IOException.class);

    assertThat(lenient.notRetried()).isEmpty();
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    Duration second = Duration.ofSeconds(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.builder().attempts(0).fixedDelay(second).build())
        .withMessage("attempts = 0: expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RetryPolicy.builder()
                    .attempts(1)
                    .firstDelay(second)
                    .factor(0.5)
                    .maxDelay(second)
                    .build())
        .withMessage("factor = 0.5: expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RetryPolicy.builder()
                    .attempts(1)
                    .firstDelay(second)
                    .factor(1)
                    .maxDelay(Duration.ZERO)
                    .build())
        .withMessageContaining("expected first <= max");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.builder().firstDelay(second.negated()))
        .withMessage("first delay PT-1S: expected zero or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.builder().maxDelay(second.negated()))
        .withMessage("max delay PT-1S: expected zero or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.builder().fixedDelay(second.negated()))
        .withMessage("first delay PT-1S: expected zero or more");
  }
}
