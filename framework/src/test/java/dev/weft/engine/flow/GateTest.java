package dev.weft.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.BreakerPolicy;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a worker may take, by the word of its operator, its breaker and itself. */
class GateTest {

  private static final Failure FAILURE = Failure.of(new IllegalStateException("away"));
  private static final Failure INTERRUPT = Failure.of(new InterruptedException());
  private static final Duration PAUSE = Duration.ofSeconds(30);

  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft.engine.flow", Level.INFO);
  private final MovedMachine machine = new MovedMachine();
  private final Breaker breaker =
      new Breaker(
          Parts.ID,
          BreakerPolicy.builder().minOutcomes(1).pause(PAUSE).build(),
          Observer.none(),
          machine::nanoTime);
  private final Gate gate = new Gate(machine, "test", breaker);
  private final AtomicInteger wakes = new AtomicInteger();

  @AfterEach
  void clear() {
    Thread.interrupted();
    gate.stop();
  }

  @Test
  void aPauseLetsNothingThroughUntilItIsTakenBack() throws Exception {
    gate.onWake(wakes::incrementAndGet);
    gate.pause();
    gate.pause();

    assertThat(gate.pass()).isEqualTo(Admission.NONE);
    assertThat(gate.awaitTurn(Admission.ALL)).isFalse();
    assertThat(gate.problem()).contains("paused by Weft.pause, until Weft.resume is called");
    gate.resume();
    gate.resume();

    assertThat(gate.pass()).isEqualTo(Admission.ALL);
    assertThat(gate.awaitTurn(Admission.ALL)).isTrue();
    assertThat(gate.problem()).isEmpty();
    assertThat(wakes).hasValue(4);
    assertThat(log.lines())
        .containsExactly("INFO handler test: paused", "INFO handler test: resumed");
  }

  @Test
  void aHaltHasItsReasonWhateverIsSaidAfterIt() {
    gate.onWake(wakes::incrementAndGet);
    assertThat(gate.isHalted()).isFalse();
    assertThat(gate.halt("no good")).isTrue();
    assertThat(wakes).hasValue(1);
    assertThat(gate.halt("another")).isFalse();
    gate.pause();

    assertThat(gate.isHalted()).isTrue();
    assertThat(gate.halts()).isEqualTo(1);
    assertThat(gate.problem()).contains("no good");
    assertThat(gate.pass()).isEqualTo(Admission.NONE);
    gate.resume();
    assertThat(gate.isHalted()).isFalse();
    assertThat(gate.halts()).isEqualTo(1);
    assertThat(gate.pass()).isEqualTo(Admission.ALL);
  }

  @Test
  void aHaltGoesBeforeAPause() {
    gate.pause();

    assertThat(gate.halt("no good")).isTrue();

    assertThat(gate.problem()).contains("no good");
  }

  @Test
  void aStopIsForGood() throws Exception {
    gate.onWake(wakes::incrementAndGet);
    assertThat(gate.isStopped()).isFalse();
    gate.stop();
    gate.resume();

    assertThat(gate.isStopped()).isTrue();
    assertThat(gate.pass()).isEqualTo(Admission.NONE);
    assertThat(gate.awaitOpening()).isEqualTo(Admission.NONE);
    assertThat(gate.awaitStop(Duration.ofDays(1))).isTrue();
    assertThat(wakes).hasValue(2);
  }

  @Test
  void whatIsShutWakesNobody() {
    gate.onWake(wakes::incrementAndGet);

    gate.shut();

    assertThat(gate.isStopped()).isTrue();
    assertThat(wakes).hasValue(0);
  }

  @Test
  void theWaitForAStopEndsByItsTime() throws Exception {
    FutureTask<Boolean> waiting = start(() -> gate.awaitStop(Duration.ofMinutes(1)));
    machine.move(Duration.ofMinutes(1));

    assertThat(waiting.get()).isFalse();
  }

  @Test
  void onlyTheInterruptOfAStopIsAStop() {
    assertThat(gate.isStop(INTERRUPT)).isFalse();
    gate.stop();

    assertThat(gate.isStop(INTERRUPT)).isTrue();
    assertThat(gate.isStop(FAILURE)).isFalse();
    Thread.currentThread().interrupt();
    assertThat(gate.isStop(FAILURE)).isTrue();
  }

  @Test
  void anInterruptThatIsNoStopsIsCleared() {
    Thread.currentThread().interrupt();
    gate.clearStrayInterrupt();
    assertThat(Thread.interrupted()).isFalse();

    gate.stop();
    gate.clearStrayInterrupt();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    Thread.currentThread().interrupt();
    gate.clearStrayInterrupt();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aSourceIsNotOpenedWhileItIsPaused() throws Exception {
    gate.pause();
    FutureTask<Admission> waiting = start(gate::awaitOpening);
    machine.move(Duration.ofDays(1));
    await().during(Duration.ofMillis(20)).until(() -> !waiting.isDone());

    gate.resume();

    assertThat(waiting.get()).isEqualTo(Admission.ALL);
  }

  @Test
  void afterTheBreakersPauseASourceIsOpenedForATrial() throws Exception {
    breaker.failed(breaker.period(), FAILURE);
    assertThat(gate.pass()).isEqualTo(Admission.HOLD);
    assertThat(gate.problem()).hasValueSatisfying(why -> assertThat(why).contains("for another"));
    FutureTask<Admission> waiting = start(gate::awaitOpening);

    machine.move(PAUSE);

    assertThat(waiting.get()).isEqualTo(Admission.TRIAL);
  }

  @Test
  void whileTheBreakerHoldsAnOpenSourceIsKeptAndThenClosedForATrial() throws Exception {
    breaker.failed(breaker.period(), FAILURE);
    FutureTask<Boolean> waiting = start(() -> gate.awaitTurn(Admission.TRIAL));
    machine.move(PAUSE);
    assertThat(waiting.get()).isTrue();

    breaker.succeeded(breaker.period());

    assertThat(gate.awaitTurn(Admission.TRIAL)).as("all may come now").isFalse();
    assertThat(gate.awaitTurn(Admission.ALL)).isTrue();
  }

  @Test
  void aStopEndsEachWait() throws Exception {
    gate.pause();
    FutureTask<Admission> waiting = start(gate::awaitOpening);
    gate.stop();

    assertThat(waiting.get()).isEqualTo(Admission.NONE);
  }

  /** On a thread of its own, which waits when this returns. */
  private static <T> FutureTask<T> start(Callable<T> task) {
    var result = new FutureTask<>(task);
    Thread thread = Thread.ofVirtual().start(result);
    await()
        .until(
            () ->
                thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING);
    return result;
  }
}
