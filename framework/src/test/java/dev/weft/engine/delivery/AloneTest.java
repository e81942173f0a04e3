package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who runs alone, who waits for it, and for whom nobody waits. */
class AloneTest {

  private static final Stage HANDLED = attempt -> Optional.of(Outcome.Ack.INSTANCE);

  private final Quarantine quarantine = new Quarantine();
  private final Gate gate = Parts.gate();
  private final List<String> written = new ArrayList<>();
  private final Attempt suspect = attempt();
  private final Attempt other = attempt();
  private final CountDownLatch testEnds = new CountDownLatch(1);

  @AfterEach
  void end() {
    testEnds.countDown();
    Thread.interrupted();
    gate.stop();
  }

  @Test
  void itRunsAloneUntilItLeavesAndNobodyElseLeavesForIt() {
    assertThat(quarantine.isOn()).isFalse();
    assertThat(quarantine.enter(suspect, gate)).isTrue();
    assertThat(quarantine.isOn()).isTrue();
    assertThat(suspect.isBusy()).isTrue();

    quarantine.leave(other);
    assertThat(quarantine.isOn()).isTrue();
    quarantine.leave(suspect);

    assertThat(quarantine.isOn()).isFalse();
  }

  @Test
  void nobodyWaitsForOneThatWasAbandonedAndIsSettled() {
    quarantine.enter(suspect, gate);
    suspect.abandon();
    suspect.settle(Outcome.Ack.INSTANCE);

    assertThat(quarantine.awaitEnd(other, gate)).isTrue();

    assertThat(quarantine.isOn()).isFalse();
  }

  @Test
  void whereTheGateIsShutNobodyWaits() {
    quarantine.enter(suspect, gate);
    gate.pause();

    assertThat(quarantine.awaitEnd(other, gate)).isFalse();
    assertThat(other.isBusy()).isTrue();
    assertThat(quarantine.enter(other, gate)).isFalse();
    quarantine.leave(other);
    assertThat(quarantine.isOn()).isTrue();
  }

  @Test
  void whatWouldHaveToWaitWhereTheGateIsShutGoesBack() {
    quarantine.enter(suspect, gate);
    gate.pause();

    assertThat(new Undisturbed(HANDLED, quarantine, gate).run(other))
        .contains(Outcome.Retry.HANDED_BACK);

    assertThat(written).containsExactly("sent Retry");
  }

  @Test
  void whatRunsAloneIsDoneWithItOnceItHasItsOutcome() {
    Stage entering =
        attempt -> {
          quarantine.enter(attempt, gate);
          return HANDLED.run(attempt);
        };

    assertThat(new Undisturbed(entering, quarantine, gate).run(suspect))
        .contains(Outcome.Ack.INSTANCE);

    assertThat(quarantine.isOn()).isFalse();
  }

  @Test
  void theNextBeginsWhenItLeaves() throws Exception {
    quarantine.enter(suspect, gate);
    Thread waiting = Thread.ofVirtual().start(() -> quarantine.awaitEnd(other, gate));
    await().until(() -> !other.isBusy());
    waiting.interrupt(); // which is no stop's

    quarantine.leave(suspect);

    waiting.join();
    assertThat(other.isBusy()).isTrue();
  }

  @Test
  void itWaitsForWhatIsInFlightAndNotForWhatWaitsItself() throws Exception {
    var mayEnd = new CountDownLatch(1);
    InFlight inFlight =
        Parts.inFlight(
            attempt -> {
              Uninterruptibly.await(mayEnd);
              return Optional.of(Outcome.Ack.INSTANCE);
            });
    quarantine.watch(inFlight);
    Thread handling = Thread.ofVirtual().start(() -> inFlight.run(new CountedDelivery(1)));
    await().until(() -> inFlight.count() == 1);
    Thread entering = Thread.ofVirtual().start(() -> quarantine.enter(suspect, gate));
    await().until(quarantine::isOn);
    await().during(Duration.ofMillis(80)).until(entering::isAlive);

    mayEnd.countDown();

    entering.join();
    handling.join();
    assertThat(suspect.isBusy()).isTrue();
    assertThat(quarantine.isOn()).isTrue();
  }

  @Test
  void whereTheGateIsShutWhileItWaitsNobodyRunsAlone() throws Exception {
    var entered = new FutureTask<>(() -> quarantine.enter(suspect, gate));
    waitWithin(entered);

    gate.pause();

    assertThat(entered.get()).isFalse();
    assertThat(quarantine.isOn()).isFalse();
    assertThat(suspect.isBusy()).isTrue();
  }

  @Test
  void theInterruptOfAStopIsKeptForTheThreadThatWaits() throws Exception {
    var entered = new FutureTask<>(() -> quarantine.enter(suspect, gate) || !Thread.interrupted());
    Thread waiting = waitWithin(entered);

    gate.shut();
    waiting.interrupt();

    assertThat(entered.get()).as("entered, or lost its interrupt").isFalse();
    assertThat(quarantine.isOn()).isFalse();
  }

  /** Runs that on a thread of its own, until it waits for an attempt that ends with the test. */
  private Thread waitWithin(Runnable entering) {
    InFlight inFlight =
        Parts.inFlight(
            attempt -> {
              Uninterruptibly.await(testEnds);
              return Optional.of(Outcome.Ack.INSTANCE);
            });
    quarantine.watch(inFlight);
    Thread.ofVirtual().start(() -> inFlight.run(new CountedDelivery(1)));
    await().until(() -> inFlight.count() == 1);
    Thread waiting = Thread.ofVirtual().start(entering);
    await().until(quarantine::isOn);
    return waiting;
  }

  @Test
  void aSingleWorkerThatMakesOneAttemptAtATimeNeedsNone() {
    InFlight one = InFlight.oneAtATime(Parts.handling(HANDLED), Parts.settler());
    InFlight another = InFlight.oneAtATime(Parts.handling(HANDLED), Parts.settler());
    assertThat(quarantine.isNeedless()).isFalse();

    quarantine.watch(one);
    quarantine.watch(one);
    assertThat(quarantine.isNeedless()).isTrue();
    quarantine.watch(another);
    assertThat(quarantine.isNeedless()).isFalse();
    quarantine.forget(one);
    assertThat(quarantine.isNeedless()).isTrue();
    quarantine.forget(another);
    quarantine.watch(Parts.inFlight(HANDLED));
    assertThat(quarantine.isNeedless()).isFalse();
  }

  private Attempt attempt() {
    return new Attempt(new WrittenDelivery(written), Parts.settler(), Thread.currentThread());
  }
}
