package dev.weft.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import ch.qos.logback.classic.Level;
import dev.weft.BreakerPolicy;
import dev.weft.engine.HandlerId;
import dev.weft.engine.RecordedOutcomes;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a breaker opens and closes, on a clock that the test moves. */
class BreakerTest {

  private final AtomicLong clock = new AtomicLong();
  private final RecordedOutcomes outcomes = new RecordedOutcomes();
  private Breaker breaker = breaker(BreakerPolicy.defaults());

  @Test
  void itOpensAtTheThresholdAndNotBefore() {
    succeed(6);
    fail(13);
    assertThat(breaker.pass()).isEqualTo(Admission.ALL);

    fail(1);

    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
    assertThat(outcomes.all()).containsExactly("happened PAUSED");
  }

  @Test
  void fewerFailuresThanTheShareDoNotOpenIt() {
    succeed(100);
    fail(99);
    assertThat(breaker.pass()).isEqualTo(Admission.ALL);

    fail(1);

    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
  }

  @Test
  void failuresOutsideTheWindowDoNotOpenIt() {
    fail(19);
    pass(Duration.ofMinutes(1));
    fail(19);

    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void afterThePauseItLetsOneMessageTry() {
    fail(20);
    pass(Duration.ofSeconds(29));
    assertThat(breaker.nanosLeft()).isEqualTo(Duration.ofSeconds(1).toNanos());
    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);

    pass(Duration.ofSeconds(1));

    assertThat(breaker.nanosLeft()).isZero();
    assertThat(breaker.pass()).isEqualTo(Admission.TRIAL);
  }

  @Test
  void aTrialThatSucceedsClosesItAndForgetsWhatWasCounted() {
    openAndTry();
    succeed(1);
    assertThat(breaker.pass()).isEqualTo(Admission.ALL);

    fail(19);
    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
    fail(1);
    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
  }

  @Test
  void aTrialThatFailsPausesAgainAndKeepsNothing() {
    openAndTry();
    fail(1);

    assertThat(breaker.pass()).isEqualTo(Admission.NONE);
    assertThat(breaker.nanosLeft()).isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(outcomes.all()).containsExactly("happened PAUSED", "happened PAUSED");
  }

  @Test
  void whatEndsDuringThePauseChangesNothing() {
    fail(20);
    succeed(5);
    fail(5);

    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
    assertThat(breaker.nanosLeft()).isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(outcomes.all()).containsExactly("happened PAUSED");
  }

  @Test
  void whatBeganBeforeThePauseDecidesNothingAfterIt() {
    long before = breaker.period();
    openAndTry();

    breaker.succeeded(before);
    assertThat(breaker.pass()).isEqualTo(Admission.TRIAL);

    breaker.failed(before, Failure.of(new IOException("late")));
    assertThat(breaker.pass()).isEqualTo(Admission.TRIAL);
  }

  @Test
  void whatBeganInAnEarlierTrialDecidesNothingInALaterOne() {
    openAndTry();
    long firstTrial = breaker.period();
    fail(1);
    pass(Duration.ofSeconds(30));
    breaker.nanosLeft();
    assertThat(breaker.pass()).isEqualTo(Admission.TRIAL);

    breaker.succeeded(firstTrial);
    breaker.failed(firstTrial, Failure.of(new IOException("late")));

    assertThat(breaker.pass()).isEqualTo(Admission.TRIAL);
    succeed(1);
    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void whatBeganBeforeThePauseDoesNotCountOnceItIsClosedAgain() {
    long before = breaker.period();
    openAndTry();
    succeed(1);

    for (int i = 0; i < 100; i++) {
      breaker.failed(before, Failure.of(new IOException("late")));
    }

    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void itSaysWhyAndHowLongItPausesAndNothingWhileItTries() {
    assertThat(breaker.problem()).isEmpty();
    succeed(7);
    fail(13);
    pass(Duration.ofMillis(1_500));
    assertThat(breaker.problem())
        .contains("paused for another 29s: 13 of 20 outcomes failed within 1m");

    pass(Duration.ofSeconds(30));
    breaker.nanosLeft();

    assertThat(breaker.problem()).isEmpty();
  }

  @Test
  void itWarnsOnceWhenItOpensAndSaysOnceWhenItCloses() {
    try (var log = CapturedLog.of(Breaker.class.getName(), Level.INFO)) {
      openAndTry();
      fail(1);
      pass(Duration.ofSeconds(30));
      breaker.nanosLeft();
      succeed(2);

      assertThat(log.lines())
          .containsExactly(
              "WARN handler charge: 20 of 20 outcomes failed within 1m; paused for 30s, last"
                  + " failure: IOException: the gateway is away",
              "INFO handler charge: a message was handled after the pause; going on");
    }
  }

  @Test
  void oneThatIsOffNeverOpens() {
    breaker = breaker(BreakerPolicy.off());
    fail(1_000);

    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void aShareOfOneMeansNothingButFailures() {
    breaker = breaker(BreakerPolicy.builder().minOutcomes(3).failureRate(1).build());
    succeed(1);
    fail(10);
    assertThat(breaker.pass()).isEqualTo(Admission.ALL);

    pass(Duration.ofMinutes(2));
    fail(3);

    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    var builder = BreakerPolicy.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.window(Duration.ZERO))
        .withMessage("window PT0S: expected more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.pause(Duration.ofSeconds(-1)))
        .withMessage("pause PT-1S: expected more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.minOutcomes(0))
        .withMessage("min outcomes = 0: expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.failureRate(Double.NaN))
        .withMessage("failure rate = NaN: expected more than 0, and 1 at most");
  }

  @Test
  @SuppressWarnings("NullAway") // not every caller has a null checker
  void nullIsRefusedByItsName() {
    var builder = BreakerPolicy.builder();

    assertThatNullPointerException()
        .isThrownBy(() -> builder.window(null))
        .withMessage("window: null; expected more than zero");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.pause(null))
        .withMessage("pause: null; expected more than zero");
  }

  @Test
  void aPolicyIsAValue() {
    var policy =
        BreakerPolicy.builder()
            .enabled(false)
            .window(Duration.ofSeconds(2))
            .minOutcomes(3)
            .failureRate(0.25)
            .pause(Duration.ofSeconds(4))
            .build();

    assertThat(policy.toBuilder().build()).isEqualTo(policy).hasSameHashCodeAs(policy);
    assertThat(policy)
        .isNotEqualTo(policy.toBuilder().enabled(true).build())
        .isNotEqualTo(policy.toBuilder().window(Duration.ofSeconds(1)).build())
        .isNotEqualTo(policy.toBuilder().minOutcomes(1).build())
        .isNotEqualTo(policy.toBuilder().failureRate(1).build())
        .isNotEqualTo(policy.toBuilder().pause(Duration.ofSeconds(1)).build())
        .hasToString(
            "BreakerPolicy[enabled=false, window=PT2S, minOutcomes=3, failureRate=0.25,"
                + " pause=PT4S]");
  }

  private void openAndTry() {
    fail(20);
    pass(Duration.ofSeconds(30));
    breaker.nanosLeft();
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      breaker.succeeded(breaker.period());
    }
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(breaker.period(), Failure.of(new IOException("the gateway is away")));
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private Breaker breaker(BreakerPolicy policy) {
    return new Breaker(new HandlerId("charge", "ORDERS", "charge"), policy, outcomes, clock::get);
  }
}
