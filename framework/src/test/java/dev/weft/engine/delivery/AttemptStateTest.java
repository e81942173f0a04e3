package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.StillMachine;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long an attempt has been under way, and whether anybody waits for it. */
class AttemptStateTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final StillMachine machine = new StillMachine();
  private final List<String> done = new ArrayList<>();
  private final Attempt attempt = attempt();

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void itsTimeLimitCountsFromItsBeginAndAnewFromEachCall() {
    machine.move(SECOND);
    assertThat(attempt.age()).isEqualTo(SECOND);
    assertThat(attempt.limitUsed()).isEqualTo(SECOND);

    attempt.beginLimit();
    assertThat(attempt.limitUsed()).isZero();
    machine.move(SECOND);
    assertThat(attempt.limitUsed()).isEqualTo(SECOND);
    assertThat(attempt.age()).isEqualTo(SECOND.multipliedBy(2));

    attempt.hold(true);
    assertThat(attempt.limitUsed()).isZero();
    assertThat(attempt.age()).isEqualTo(SECOND.multipliedBy(2));
  }

  @Test
  void whereItsTimeWasUpTheInterruptIsOver() {
    assertThat(attempt.suspendLimit()).isFalse();
    attempt.beginLimit();
    assertThat(attempt.suspendLimit()).isFalse();
    attempt.beginLimit();
    attempt.alarm().ring(0);

    assertThat(attempt.suspendLimit()).isTrue();

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void whatWaitsForItsTurnOrWasAbandonedKeepsNobodyWaiting() {
    assertThat(attempt.isBusy()).isTrue();
    attempt.hold(true);
    assertThat(attempt.isBusy()).isFalse();
    attempt.hold(false);
    assertThat(attempt.isBusy()).isTrue();

    attempt.abandon();

    assertThat(attempt.isBusy()).isFalse();
  }

  @Test
  void nothingFollowsOnceItHasEnded() {
    assertThat(attempt.isOver()).isFalse();

    attempt.end();

    assertThat(attempt.isOver()).isTrue();
  }

  @Test
  void nothingFollowsOnceItIsAbandonedAndSettled() {
    attempt.abandon();
    assertThat(attempt.isOver()).isFalse();

    attempt.settle(Outcome.Ack.INSTANCE);

    assertThat(attempt.isOver()).isTrue();
  }

  @Test
  void whatIsSettledAndGoesOnIsNotOver() {
    assertThat(attempt.isSettled()).isFalse();

    attempt.settle(Outcome.Ack.INSTANCE);

    assertThat(attempt.isSettled()).isTrue();
    assertThat(attempt.isOver()).isFalse();
  }

  @Test
  void whoWantsToKnowHearsOnceThatItIsAbandoned() {
    attempt.onAbandon(() -> done.add("abandoned"));

    attempt.abandon();
    attempt.abandon();

    assertThat(done).containsExactly("abandoned");
  }

  @Test
  void itIsAbandonedThoughNobodyWantsToKnow() {
    assertThat(attempt.abandon()).isTrue();
  }

  @Test
  void theNoteOfALastAttemptIsWrittenWhenItsHandlerIsCalled() {
    attempt.lastAttempt(() -> done.add("noted"));
    assertThat(done).isEmpty();

    attempt.beforeCall();

    assertThat(done).containsExactly("noted");
  }

  @Test
  void whatIsSettledPastItsSettlerIsSettledOnce() {
    attempt.settleUntold(Outcome.Ack.INSTANCE);
    attempt.settleUntold(Outcome.Ack.INSTANCE);

    assertThat(done).containsExactly("sent Ack");
    assertThat(attempt.isSettled()).isTrue();
  }

  @Test
  void whatCannotBeSettledPastItsSettlerEitherIsNotWaitedFor() {
    var refused =
        new Attempt(
            new WrittenDelivery(done).refuse(new IllegalStateException("not connected")),
            Parts.settler(),
            Thread.currentThread());

    assertThatThrownBy(() -> refused.settleUntold(Outcome.Ack.INSTANCE))
        .hasMessage("not connected");

    refused.abandon();
    assertThat(refused.isOver()).isTrue();
  }

  @Test
  void whatIsSettledNeedsNoWait() throws Exception {
    attempt.settle(Outcome.Ack.INSTANCE);

    assertThat(attempt.awaitSettled(SECOND)).isTrue();

    assertThat(machine.passed()).isZero();
  }

  @Test
  void itsSettlementIsWaitedForUntilItsTimeIsUp() throws Exception {
    assertThat(attempt.awaitSettled(SECOND)).isFalse();

    assertThat(machine.passed()).isEqualTo(SECOND);
  }

  @Test
  void whatIsHandedBackGoesAtOnceOrAfterThePause() {
    assertThat(attempt.handBack(Duration.ZERO).after()).isZero();
    assertThat(attempt.handedBack()).isEqualTo(Outcome.Retry.HANDED_BACK);

    assertThat(attempt.handBack(SECOND).after()).isEqualTo(SECOND);

    assertThat(attempt.handedBack())
        .isEqualTo(
            new Outcome.Retry(SECOND, "its worker pauses before it was handled by itself", null));
  }

  @Test
  void attemptsAreOrderedByTheTimeAtWhichTheyBegan() {
    int first = attempt.hashCode();
    machine.move(Duration.ofNanos(5));

    assertThat(attempt().hashCode() - first).isEqualTo(5);
  }

  @Test
  void anOutcomeThatComesAfterTheHandlersOwnWordIsLoggedUnlessItIsAReturn() {
    try (var log = CapturedLog.of("dev.weft.engine.delivery", Level.WARN)) {
      attempt.settle(Outcome.Ack.INSTANCE);
      attempt.conclude(Outcome.Ack.INSTANCE);
      assertThat(log.lines()).isEmpty();

      attempt.conclude(Outcome.Retry.HANDED_BACK);

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("comes after the message was settled, and changes nothing");
    }
    assertThat(done).containsExactly("sent Ack");
  }

  private Attempt attempt() {
    return new Attempt(
        new WrittenDelivery(done),
        Parts.settler(machine, AttemptJournal.off(), Observer.none()),
        Thread.currentThread());
  }
}
