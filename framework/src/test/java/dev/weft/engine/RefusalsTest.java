package dev.weft.engine;

import static dev.weft.engine.Refusals.Kind.EMISSION;
import static dev.weft.engine.Refusals.Kind.GIVING_UP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.TransportException;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private static final Failure REFUSED = Failure.of(TransportException.lasting("denied", null));
  private static final Duration SHOWN = Duration.ofMinutes(2);

  private final AtomicLong now = new AtomicLong();
  private final Refusals refusals = new Refusals(now::get);

  @Test
  void howeverManySubjectsThereAreTheyAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      refusals.failed(EMISSION, "orders." + i, "refused", REFUSED, SHOWN);
    }

    assertThat(refusals.problem()).hasValue("refused (and " + Refusals.MOST + " more)");
  }

  @Test
  void whatWasNotToldApartIsOverWithTheNextSuccessOfItsKind() {
    for (int i = 0; i <= Refusals.MOST; i++) {
      refusals.failed(EMISSION, "orders." + i, "refused", REFUSED, SHOWN);
    }

    for (int i = 0; i < Refusals.MOST; i++) {
      refusals.over(GIVING_UP, "orders." + i);
      assertThat(refusals.isAny()).isTrue();
      refusals.over(EMISSION, "orders." + i);
    }

    assertThat(refusals.isAny()).isFalse();
  }

  @Test
  void itIsShownUntilItIsOverOrItsTimeIs() {
    refusals.failed(EMISSION, "a", "a is refused", REFUSED, SHOWN);
    refusals.failed(EMISSION, "b", "b is refused", REFUSED, SHOWN.multipliedBy(2));
    refusals.over(EMISSION, "a");
    assertThat(refusals.problem()).hasValue("b is refused");

    now.set(SHOWN.multipliedBy(2).toNanos());
    assertThat(refusals.problem()).isPresent();
    now.incrementAndGet();
    assertThat(refusals.problem()).isEmpty();
  }

  @Test
  void ofSeveralTheSameIsShownWhateverTheOrderTheyCameIn() {
    refusals.failed(GIVING_UP, "S/1", "S/1 cannot be kept", REFUSED, SHOWN);
    refusals.failed(EMISSION, "b", "b is refused", REFUSED, SHOWN);
    refusals.failed(EMISSION, "a", "a is refused", REFUSED, SHOWN);

    assertThat(refusals.problem()).hasValue("a is refused (and 2 more)");
  }

  @Test
  void whatMayPassIsNotShown() {
    refusals.failed(
        EMISSION, "a", "a", Failure.of(TransportException.passing("lost", null)), SHOWN);

    assertThat(refusals.problem()).isEmpty();
  }
}
