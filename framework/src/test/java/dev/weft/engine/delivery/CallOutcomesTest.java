package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.BreakerPolicy;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.RetryPolicy;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.RecordedOutcomes;
import dev.weft.engine.TimeLimitException;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.machine.Machine;
import dev.weft.testing.PartialObserver;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What comes of a call of a handler: for its message, and for the breaker. */
class CallOutcomesTest {

  private static final RetryPolicy POLICY =
      RetryPolicy.builder().attempts(1).fixedDelay(Duration.ZERO).build();
  private static final Outcome REJECT = new Outcome.Reject("cannot be decoded", null);

  // Opens where no more than half of the outcomes are successes.
  private final Breaker breaker =
      new Breaker(
          Parts.ID,
          BreakerPolicy.builder().minOutcomes(1).failureRate(0.6).build(),
          Observer.none(),
          System::nanoTime);
  private final Gate gate = new Gate(Machine.real(), "test", breaker);
  private final Attempt attempt =
      new Attempt(new WrittenDelivery(new ArrayList<>()), Parts.settler(), Thread.currentThread());

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void aFailureIsAnOutcomeByTheRetryPolicy() {
    assertThat(applied(new IllegalStateException("away")))
        .isEqualTo("attempts spent (1 of 1): IllegalStateException: away");
  }

  @Test
  void theInterruptOfAStopHandsBackWhateverAttemptItIs() {
    gate.stop();

    assertThat(applied(new InterruptedException())).isEqualTo("interrupted, handed back");
  }

  @Test
  void whatHasItsOutcomeKeepsIt() {
    assertThat(applied(Call.Result.Done.with(REJECT))).contains(REJECT);
    assertThat(applied(Call.Result.Done.UNSETTLED)).isEmpty();
  }

  private Optional<Outcome> applied(Call.Result result) {
    return new ApplyRetryPolicy(call -> result, POLICY, gate).run(attempt);
  }

  private String applied(Throwable thrown) {
    return switch (applied(failed(thrown)).orElseThrow()) {
      case Outcome.Retry retry -> retry.reason();
      case Outcome.Reject reject -> reject.reason();
      case Outcome.Ack() -> "ack";
    };
  }

  @Test
  void aFailureOpensTheBreaker() {
    Call.Result result = report(failed(new IllegalStateException("away")));

    assertThat(result).isInstanceOf(Call.Result.Failed.class);
    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
  }

  @Test
  void whatIsSaidOfTheMessageDoesNotOpenIt() {
    report(failed(new RejectException("no such customer")));
    report(failed(new RetryException(Duration.ZERO, "soon")));

    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void theInterruptOfAStopDoesNotOpenIt() {
    gate.stop();

    report(failed(new InterruptedException()));

    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void anAcknowledgementCountsAsASuccess() {
    assertThat(report(Call.Result.Done.ACK)).isEqualTo(Call.Result.Done.ACK);

    report(failed(new IllegalStateException("away")));

    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void whatIsUnreadableOrSettledLaterCountsAsNone() {
    report(Call.Result.Done.with(REJECT));
    report(Call.Result.Done.UNSETTLED);

    report(failed(new IllegalStateException("away")));

    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
  }

  private Call.Result report(Call.Result result) {
    return new ReportToBreaker(call -> result, POLICY, gate).run(attempt);
  }

  @Test
  void whatFailsOnceItsTimeIsUpHasExceededItsLimitAndLeavesNoInterrupt() {
    Call.Result result = limited(true, failed(new IllegalStateException("gave up")));

    assertThat(((Call.Result.Failed) result).failure().type()).isEqualTo(TimeLimitException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void whatReturnsOnceItsTimeIsUpHasDoneItsWork() {
    assertThat(limited(true, Call.Result.Done.ACK)).isEqualTo(Call.Result.Done.ACK);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void whatFailsInTimeFailsByItself() {
    Call.Result result = limited(false, failed(new IllegalStateException("away")));

    assertThat(((Call.Result.Failed) result).failure().type())
        .isEqualTo(IllegalStateException.class);
  }

  private Call.Result limited(boolean rings, Call.Result result) {
    Call handler =
        called -> {
          assertThat(!rings || called.alarm().ring(0)).isTrue();
          return result;
        };
    return new TimeLimit(handler, Duration.ofMinutes(5)).run(attempt);
  }

  private static Call.Result failed(Throwable thrown) {
    return new Call.Result.Failed(Failure.of(thrown));
  }

  @Test
  void whatEndsAMessageIsToldToTheObserverWithItsCause() {
    Failure cause = Failure.of(new IllegalStateException("away"));

    assertThat(observed(new Outcome.Retry(Duration.ZERO, "again", cause)))
        .containsExactly("failed IllegalStateException", "end one");
    assertThat(observed(new Outcome.Reject("no", cause)))
        .containsExactly("failed IllegalStateException", "end one");
    assertThat(observed(REJECT)).containsExactly("end one");
    assertThat(observed(Outcome.Ack.INSTANCE)).containsExactly("end one");
  }

  private List<String> observed(Outcome outcome) {
    var observer = new RecordedOutcomes();
    assertThat(new Observe(call -> Optional.of(outcome), Parts.ID, observer, gate).run(attempt))
        .contains(outcome);
    return observer.all();
  }

  @Test
  void anInterruptThatAnObserverLeavesBehindIsNotTheHandlers() {
    var interrupted = new ArrayList<Boolean>();
    var observer =
        new PartialObserver() {
          @Override
          public Processing processing(HandlerId handler, Delivery delivery) {
            Thread.currentThread().interrupt();
            return Observer.none().processing(handler, delivery);
          }
        };
    Stage handler =
        called -> {
          interrupted.add(Thread.currentThread().isInterrupted());
          return Optional.of(Outcome.Ack.INSTANCE);
        };

    new Observe(handler, Parts.ID, observer, gate).run(attempt);

    assertThat(interrupted).containsExactly(false);
  }

  @Test
  void theFieldsOfTheMessageAreInTheLoggingContextMeanwhileAndNotLater() {
    var sequences = new ArrayList<String>();
    Stage handler =
        called -> {
          sequences.add(MDC.get("sequence"));
          return Optional.of(REJECT);
        };

    assertThat(new InLogContext(handler, Parts.ID).run(attempt)).contains(REJECT);

    assertThat(sequences).containsExactly("1");
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void neitherAreTheyWhereAStageFails() {
    var logged =
        new InLogContext(
            called -> {
              throw new IllegalStateException("a stage fails");
            },
            Parts.ID);

    assertThatThrownBy(() -> logged.run(attempt)).hasMessage("a stage fails");

    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }
}
