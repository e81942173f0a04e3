package dev.weft.engine.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.TransportException;
import dev.weft.testing.DetachedDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the ack waits of a worker's messages start anew, and what is known of those that do not. */
class AckWaitExtenderTest {

  private static final long THIRD = 1_000;
  private static final long NEARLY = THIRD / 10;
  private static final long START = 5_000;

  private Duration ackWait = Duration.ofNanos(3 * THIRD);
  private @Nullable RuntimeException failure;
  private boolean isAckWaitKnown = true;
  private int rounds;
  private final List<AckWaitExtender> ended = new ArrayList<>();
  private final AckWaitExtender extender = new AckWaitExtender(new Counted(), ended::add, START);

  @Test
  void aBeatIsMadeEachThirdOfTheAckWait() {
    assertThat(extender.nanosLeft(START)).isEqualTo(THIRD);
    assertThat(extender.nanosLeft(START + THIRD - NEARLY - 1)).isEqualTo(NEARLY + 1);
    assertThat(rounds).isZero();

    assertThat(extender.nanosLeft(START + THIRD)).isEqualTo(THIRD);
    assertThat(rounds).isEqualTo(1);
    assertThat(extender.nanosLeft(START + THIRD + 100)).isEqualTo(THIRD - 100);
    assertThat(rounds).isEqualTo(1);
  }

  @Test
  void aLateBeatIsMadeOnceAndTheNextCountsFromIt() {
    assertThat(extender.nanosLeft(START + 10 * THIRD)).isEqualTo(THIRD);

    assertThat(rounds).isEqualTo(1);
    assertThat(extender.nanosLeft(START + 11 * THIRD - NEARLY - 1)).isEqualTo(NEARLY + 1);
  }

  @Test
  void oneThatIsNearlyDueIsMadeTogetherWithAnothers() {
    assertThat(extender.nanosLeft(START + THIRD - NEARLY)).isEqualTo(THIRD);

    assertThat(rounds).isEqualTo(1);
  }

  @Test
  void theShortestAckWaitHasABeatAtEachNanosecond() {
    ackWait = Duration.ZERO;

    assertThat(extender.nanosLeft(START + 1)).isEqualTo(1);

    assertThat(rounds).isEqualTo(1);
  }

  @Test
  void whatCouldNotBeExtendedIsToldOnce() {
    assertThat(extender.takeMissed()).isNull();
    failure = TransportException.passing("not connected", null);
    extender.nanosLeft(START + THIRD);

    assertThat(extender.takeMissed()).isEqualTo(new AckWaitExtender.Missed(2, failure));
    assertThat(extender.takeMissed()).isNull();
  }

  @Test
  void whereTheAckWaitCannotBeToldItIsTriedASecondLater() {
    failure = new IllegalStateException("no source");
    isAckWaitKnown = false;

    assertThat(extender.nanosLeft(START + THIRD)).isEqualTo(1_000_000_000);

    assertThat(rounds).isZero();
    assertThat(extender.takeMissed()).isEqualTo(new AckWaitExtender.Missed(1, failure));
  }

  @Test
  void whoeverMadeItHearsOfItsEnd() {
    extender.close();

    assertThat(ended).containsExactly(extender);
  }

  @Test
  void aRoundFailsAsTheFirstOfThoseThatFailed() {
    var round = new Extensions();
    assertThatCode(round::throwFirst).doesNotThrowAnyException();
    failure = new IllegalStateException("first");
    new Counted().extend(round);

    assertThatThrownBy(round::throwFirst).isSameAs(failure);

    var errors = new Extensions();
    errors.extend(thrower(new StackOverflowError()));
    assertThatThrownBy(errors::throwFirst).isInstanceOf(StackOverflowError.class);
    var checked = new Extensions();
    checked.extend(thrower(new InterruptedException("sneaked")));
    assertThatThrownBy(checked::throwFirst)
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  private static DetachedDelivery thrower(Throwable thrown) {
    return new DetachedDelivery() {
      @Override
      public void extend() {
        AckWaitExtenderTest.<RuntimeException>sneak(thrown);
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** Two messages, of which each fails where the test says so. */
  private final class Counted implements AckWaitExtender.Held {

    @Override
    public Duration ackWait() {
      if (!isAckWaitKnown && failure != null) {
        throw failure;
      }
      return ackWait;
    }

    @Override
    public boolean isBusy() {
      return true;
    }

    @Override
    public void extend(Extensions each) {
      rounds++;
      if (failure != null) {
        each.extend(thrower(failure));
        each.extend(thrower(new IllegalStateException("second")));
      }
    }
  }
}
