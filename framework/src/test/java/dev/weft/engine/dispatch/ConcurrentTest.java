package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Stage;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The slots of a worker that has several messages in flight. */
@Timeout(20)
class ConcurrentTest {

  private final Gate gate = Parts.gate();

  @AfterEach
  void close() {
    gate.stop();
  }

  @Test
  void anAttemptThatFailsInWeftItselfGivesItsSlotBack() throws Exception {
    Concurrent concurrent = withOneSlot();
    var next = new CountedDelivery(2);

    concurrent.start(new Nameless());
    concurrent.start(next);
    concurrent.awaitQuiet();

    assertThat(next.settlements()).isEqualTo(1);
    assertThat(concurrent.holding()).isZero();
  }

  @Test
  void whatIsInFlightAndWhatIsReadyIsHeldAndKeptAlive() throws Exception {
    var mayEnd = new CountDownLatch(1);
    var first = new NumberedDelivery(1, 1);
    var second = new NumberedDelivery(2, 2);
    Concurrent concurrent = of(2, waiting(mayEnd));
    concurrent.start(first);
    await().until(() -> concurrent.inFlight().count() == 1);
    gate.pause();
    concurrent.start(second);

    assertThat(concurrent.holding()).isEqualTo(2);
    concurrent.extend(new Extensions());
    assertThat(first.extensions()).isEqualTo(1);
    assertThat(second.extensions()).isEqualTo(1);

    mayEnd.countDown();
    concurrent.awaitQuiet();
    assertThat(second.settlements()).isZero();
    concurrent.handBack();
    assertThat(second.settlements()).isEqualTo(1);
    assertThat(concurrent.holding()).isZero();
    gate.resume();
    assertThat(concurrent.awaitRoom()).isEqualTo(2);
  }

  @Test
  void whatAPauseHasKeptWaitingBeginsWhenTheNextIsAskedFor() throws Exception {
    var delivery = new CountedDelivery(1);
    Concurrent concurrent = of(2, ConcurrentTest::ack);
    gate.pause();
    concurrent.start(delivery);
    assertThat(concurrent.holding()).isEqualTo(1);

    gate.resume();
    concurrent.awaitRoom();

    await().until(() -> delivery.settlements() == 1);
  }

  @Test
  void whereAllSlotsAreTakenAndTheGateIsShutTheGateIsToBeAsked() throws Exception {
    Concurrent concurrent = of(1, ConcurrentTest::ack);
    gate.pause();
    concurrent.start(new CountedDelivery(1));

    assertThat(concurrent.awaitRoom()).isZero();

    concurrent.handBack();
  }

  @Test
  void oneOfThoseThatWaitIsTriedAlone() throws Exception {
    var first = new CountedDelivery(1);
    var second = new CountedDelivery(2);
    Concurrent concurrent = of(2, ConcurrentTest::ack);
    assertThat(concurrent.tryOne()).isFalse();
    gate.pause();
    concurrent.start(first);
    concurrent.start(second);

    assertThat(concurrent.tryOne()).isTrue();

    await().until(() -> first.settlements() == 1);
    concurrent.awaitQuiet();
    assertThat(second.settlements()).isZero();
    concurrent.handBack();
  }

  @Test
  void theSlotOfAThreadThatIsStuckIsGivenToAnother() throws Exception {
    var mayEnd = new CountDownLatch(1);
    Concurrent concurrent = of(1, waiting(mayEnd));
    concurrent.start(new CountedDelivery(1));
    await().until(() -> concurrent.inFlight().count() == 1);
    var stuck = new ArrayList<Attempt>();
    concurrent.eachActive(stuck::add);
    stuck.getFirst().abandon();
    concurrent.replace(stuck.getFirst());

    assertThat(concurrent.awaitRoom()).isEqualTo(1);
    assertThat(concurrent.holding()).isZero();

    mayEnd.countDown();
    concurrent.start(new CountedDelivery(2));
    concurrent.awaitQuiet();
    assertThat(concurrent.awaitRoom()).as("it gives no slot back a second time").isEqualTo(1);
  }

  @Test
  void aSlotBecomesFreeAsOftenAsAMessageTakesDividedByTheSlots() throws Exception {
    Concurrent concurrent = of(2, ConcurrentTest::ack);
    concurrent.start(new CountedDelivery(1));
    concurrent.awaitQuiet();

    assertThat(concurrent.nanosPerMessage())
        .isPositive()
        .isEqualTo((long) (concurrent.inFlight().serviceNanos() / 2));
    assertThat(concurrent.isOrdered()).isFalse();
  }

  @Test
  void aheadOfTheSlotsItHasRoomForAMillisecondOfWork() throws Exception {
    Concurrent concurrent = withOneSlotAndSomeAhead();
    assertThat(concurrent.awaitRoom()).as("while the pace is not known").isEqualTo(1);

    startMany(concurrent);
    concurrent.awaitQuiet();

    assertThat(concurrent.nanosPerMessage()).isLessThan(1_000_000);
    assertThat(concurrent.awaitRoom()).isBetween(2, 257);
  }

  @Test
  void whereNothingIsReceivedAheadItHasRoomForItsSlots() throws Exception {
    Concurrent concurrent = withOneSlot();

    startMany(concurrent);
    concurrent.awaitQuiet();

    assertThat(concurrent.awaitRoom()).isEqualTo(1);
  }

  @Test
  void whatIsReadyAheadIsHandedBack() throws Exception {
    Concurrent concurrent = withOneSlotAndSomeAhead();
    gate.pause();
    var deliveries = LongStream.rangeClosed(1, 3).mapToObj(CountedDelivery::new).toList();
    deliveries.forEach(concurrent::start);
    assertThat(concurrent.holding()).isEqualTo(3);

    concurrent.handBack();

    assertThat(deliveries).allMatch(delivery -> delivery.settlements() == 1);
    assertThat(concurrent.holding()).isZero();
  }

  private static void startMany(Concurrent concurrent) {
    LongStream.rangeClosed(1, 1_000).mapToObj(CountedDelivery::new).forEach(concurrent::start);
  }

  private Concurrent withOneSlotAndSomeAhead() {
    return new Concurrent(
        "test", 1, true, gate, Parts.inFlight(ConcurrentTest::ack), Parts.memory());
  }

  private Concurrent of(int slots, Stage stage) {
    return new Concurrent("test", slots, false, gate, Parts.inFlight(stage), Parts.memory());
  }

  private static Stage waiting(CountDownLatch mayEnd) {
    return attempt -> {
      Uninterruptibly.await(mayEnd);
      return ack(attempt);
    };
  }

  private Concurrent withOneSlot() {
    return of(1, ConcurrentTest::ack);
  }

  private static Optional<Outcome> ack(Attempt attempt) {
    attempt.delivery().subject();
    attempt.conclude(Outcome.Ack.INSTANCE);
    return Optional.of(Outcome.Ack.INSTANCE);
  }

  /** One whose subject cannot be told, so that the pipeline fails, and its last resort too. */
  private static final class Nameless extends ForwardingDelivery {

    Nameless() {
      super(new CountedDelivery(1));
    }

    @Override
    public String subject() {
      throw new IllegalStateException("no subject");
    }
  }
}
