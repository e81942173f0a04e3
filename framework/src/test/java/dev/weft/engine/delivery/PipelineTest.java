package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.BreakerPolicy;
import dev.weft.RetryPolicy;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.TimeLimitException;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an attempt ends where its stages leave that open, or fail. */
class PipelineTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Stage UNSETTLED = attempt -> Optional.empty();
  private static final Outcome RETRY = new Outcome.Retry(Duration.ofHours(1), "not yet", null);

  private final MovedMachine machine = new MovedMachine();
  private final Breaker breaker =
      new Breaker(
          Parts.ID,
          BreakerPolicy.builder().minOutcomes(1).build(),
          Observer.none(),
          machine::nanoTime);
  private final Gate gate = new Gate(machine, "test", breaker);
  private final List<String> written = new ArrayList<>();
  private final WrittenDelivery delivery = new WrittenDelivery(written, 3);
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private Attempt attempt = attempt(Thread.currentThread());

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void whatAStageFailsWithHasTheMessageTriedAgain() {
    try (CapturedLog log = CapturedLog.of("dev.weft.engine", Level.ERROR)) {
      pipeline(
              one -> {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("a stage fails");
              })
          .run(attempt);

      assertThat(Thread.interrupted()).isFalse();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("handler of s.a: m1 has failed without a verdict, and is tried again in 10 s");
    }
    var retry = outcome(Outcome.Retry.class);
    assertThat(retry.after()).isEqualTo(Duration.ofSeconds(10));
    assertThat(retry.reason())
        .isEqualTo("failed without a verdict: IllegalStateException: a stage fails");
  }

  @Test
  void whatItsStagesHaveSettledIsNotWaitedFor() {
    pipeline(new Settle(one -> Optional.of(RETRY))).run(attempt);

    assertThat(delivery.outcome()).isEqualTo(RETRY);
  }

  @Test
  void anInterruptThatIsLeftBehindIsGoneAfterwards() {
    pipeline(
            one -> {
              Thread.currentThread().interrupt();
              return Optional.of(Outcome.Ack.INSTANCE);
            })
        .run(attempt);

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aSettlementByHandIsWaitedForAndTheMessageAfterAPauseClosesTheBreaker() throws Exception {
    breaker.failed(breaker.period(), Failure.of(new IllegalStateException("away")));
    machine.move(Duration.ofHours(1));
    assertThat(breaker.nanosLeft()).isZero();
    assertThat(breaker.pass()).isEqualTo(Admission.TRIAL);

    Thread handling = handle();
    attempt.settle(Outcome.Ack.INSTANCE);
    handling.join();

    assertThat(written).containsExactly("sent Ack");
    assertThat(breaker.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void whatIsNotSettledInTimeHasFailedAndTheBreakerKnows() throws Exception {
    Thread handling = handle();
    machine.move(TIMEOUT.minusSeconds(1));
    await().during(Duration.ofMillis(20)).until(handling::isAlive);
    assertThat(written).isEmpty();

    machine.move(Duration.ofSeconds(1));
    handling.join();

    var reject = outcome(Outcome.Reject.class);
    assertThat(reject.reason()).startsWith("attempts spent (3 of 3): TimeLimitException");
    Failure cause = Objects.requireNonNull(reject.cause());
    assertThat(cause.type()).isEqualTo(TimeLimitException.class);
    assertThat(cause.rootCause()).contains("IllegalStateException: not settled");
    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
  }

  @Test
  void anInterruptThatIsNoStopEndsNoWaitForASettlement() throws Exception {
    Thread handling = handle();
    handling.interrupt();
    await().until(() -> !handling.isInterrupted());
    await().during(Duration.ofMillis(20)).until(handling::isAlive);

    attempt.settle(RETRY);
    handling.join();

    assertThat(written).containsExactly("sent Retry");
    assertThat(interrupted).isFalse();
  }

  @Test
  void aStopHandsBackWhatWaitsForItsSettlementAndItsThreadKnows() throws Exception {
    Thread handling = handle();
    gate.stop();
    handling.interrupt();
    handling.join();

    var retry = outcome(Outcome.Retry.class);
    assertThat(retry.after()).isZero();
    assertThat(retry.reason()).isEqualTo("interrupted, handed back");
    assertThat(interrupted).isTrue();
  }

  /** On a thread of its own, until it waits. */
  private Thread handle() {
    Thread handling =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  pipeline(UNSETTLED).run(attempt);
                  interrupted.set(Thread.interrupted());
                });
    attempt = attempt(handling);
    handling.start();
    await().until(() -> handling.getState() == Thread.State.TIMED_WAITING);
    return handling;
  }

  private Pipeline pipeline(Stage stages) {
    RetryPolicy policy = RetryPolicy.builder().attempts(3).fixedDelay(Duration.ZERO).build();
    return new Pipeline(stages, policy, TIMEOUT, gate);
  }

  private Attempt attempt(Thread thread) {
    return new Attempt(
        delivery, Parts.settler(machine, AttemptJournal.off(), Observer.none()), thread);
  }

  private <T extends Outcome> T outcome(Class<T> expected) {
    return expected.cast(Objects.requireNonNull(delivery.outcome()));
  }
}
