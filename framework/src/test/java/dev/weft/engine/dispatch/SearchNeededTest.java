package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.BreakerPolicy;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.testing.StillMachine;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the server is asked whether something that it has delivered is not here. */
class SearchNeededTest {

  private final StillMachine machine = new StillMachine();
  private final Gate gate =
      new Gate(
          machine,
          "test",
          new Breaker(Parts.ID, BreakerPolicy.off(), Observer.none(), machine::nanoTime));
  private final ScriptedSource source = new ScriptedSource(machine);
  private final AtomicInteger asked = new AtomicInteger();
  private final NumberedDelivery extended = new NumberedDelivery(9, 0);
  private final RedeliveredFirst redelivered =
      new RedeliveredFirst(
          "test", gate, this::state, new KnownDeliveries(HashSet::new, delivery -> false));
  private long unsettled;
  private long delivered;

  @Test
  void ofASourceThatIsNewItIsAskedOnce() throws Exception {
    List<Delivery> come = come(1, 2);
    unsettled = 2;

    assertThat(redelivered.before(source, come)).isEqualTo(come);
    assertThat(redelivered.before(source, come(3))).hasSize(1);

    assertThat(asked).hasValue(1);
  }

  @Test
  void afterABreakItIsAskedAgain() throws Exception {
    redelivered.before(source, come());
    source.breakOnce();

    redelivered.before(source, come());
    redelivered.before(source, come());

    assertThat(asked).hasValue(2);
  }

  @Test
  void afterABreakThatHasLostNothingNothingIsWaitedFor() throws Exception {
    redelivered.before(source, come(1));
    source.breakOnce();
    unsettled = 9; // with this worker, and some of them about to be settled
    delivered = 1;

    redelivered.before(source, come());

    assertThat(asked).hasValue(2);
    assertThat(source.demands()).isEmpty();
  }

  @Test
  void whatComesAfterASearchInVainIsNotTakenForAGap() throws Exception {
    unsettled = 2;
    redelivered.before(source, come(1));
    int before = asked.get();
    machine.move(Duration.ofMinutes(1));

    redelivered.before(source, come(9));

    assertThat(asked).hasValue(before);
  }

  @Test
  void afterAGapItIsAskedAgain() throws Exception {
    redelivered.before(source, come(4));
    redelivered.before(source, come(5));
    assertThat(asked).hasValue(1);

    redelivered.before(source, come(7));

    assertThat(asked).hasValueGreaterThan(1);
  }

  @Test
  void ofAnotherSourceItIsAskedAndItsDeliveriesAreNumberedByThemselves() throws Exception {
    redelivered.before(source, come(7));
    var other = new ScriptedSource(machine);

    redelivered.before(other, come(1));
    redelivered.before(other, come(2));

    assertThat(asked).hasValue(2);
  }

  @Test
  void whileAnotherWorkerTakesTooGapsAreNotLookedIntoForAMinute() throws Exception {
    unsettled = 1;
    redelivered.before(source, come());
    int before = asked.get();
    redelivered.before(source, come(1));
    redelivered.before(source, come(3));
    assertThat(asked).hasValue(before);
    unsettled = 0;

    machine.move(Duration.ofMinutes(1).minusNanos(1));
    redelivered.before(source, come(5));
    assertThat(asked).hasValue(before);
    machine.move(Duration.ofNanos(1));
    redelivered.before(source, come(7));

    assertThat(asked).hasValueGreaterThan(before);
  }

  @Test
  void whereTheGateWasShutNothingIsStartedAndItIsAskedAgain() throws Exception {
    gate.pause();
    assertThat(redelivered.before(source, come(1))).isEmpty();
    gate.resume();

    redelivered.before(source, come());

    assertThat(asked).hasValue(1);
  }

  @Test
  void whatIsTakenIsKeptAliveWhileTheSearchIsUnderWay() throws Exception {
    redelivered.before(source, List.of(extended));
    assertThat(extended.extensions()).isEqualTo(1);

    redelivered.extend(new Extensions());

    assertThat(extended.extensions()).isEqualTo(1);
  }

  private ConsumerState state() {
    asked.incrementAndGet();
    redelivered.extend(new Extensions());
    return new ConsumerState(
        0, unsettled, 0, -1, -1, new ConsumerState.Delivered(delivered, Long.MAX_VALUE));
  }

  private static List<Delivery> come(long... numbers) {
    return Arrays.stream(numbers)
        .<Delivery>mapToObj(number -> new NumberedDelivery(number, number))
        .toList();
  }
}
