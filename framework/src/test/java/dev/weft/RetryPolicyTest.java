package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  @Test
  void theDefaultsAreWhatTheyAreSaidToBe() {
    assertThat(RetryPolicy.defaults())
        .isEqualTo(new RetryPolicy(5, Duration.ofSeconds(1), 4, Duration.ofMinutes(5), Set.of()));
  }

  @Test
  void thePolicyKeepsItsOwnSetOfExceptions() {
    var types = new HashSet<Class<? extends Throwable>>();
    var lenient = new RetryPolicy(5, Duration.ZERO, 1, Duration.ZERO, types);

    types.add(IOException.class);

    assertThat(lenient.notRetried()).isEmpty();
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    Duration second = Duration.ofSeconds(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(0, second, 1, second, Set.of()))
        .withMessage("attempts = 0: expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(1, second, 0.5, second, Set.of()))
        .withMessage("factor = 0.5: expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(1, second, 1, Duration.ZERO, Set.of()))
        .withMessageContaining("expected 0 <= first <= max");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(1, second.negated(), 1, second, Set.of()))
        .withMessageContaining("expected 0 <= first <= max");
  }
}
