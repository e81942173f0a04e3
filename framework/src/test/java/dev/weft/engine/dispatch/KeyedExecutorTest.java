package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Rate;
import dev.weft.StreamPosition;
import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.clock.Time;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Stage;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.flow.Throttle;
import dev.weft.machine.Machine;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads and mailboxes of keys where something else goes wrong, or comes late. */
class KeyedExecutorTest {

  private static final Duration ACK_WAIT = Duration.ofSeconds(60);

  private final Gate gate = Parts.gate();
  private final Housekeeper housekeeper = new Housekeeper(Machine.real());
  private final AtomicInteger handled = new AtomicInteger();
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void close() {
    gate.stop(); // as a worker's is before its housekeeper ends: nothing is tried again after that
    mayEnd.countDown();
    housekeeper.close();
  }

  // An operator pauses and another resumes: what the first was about to hand back is at work again.
  @Test
  void aPauseThatWasTakenBackHandsNothingBack() {
    KeyedExecutor executor = executor(this::waitAndAck);
    executor.add("a", new CountedDelivery(1));
    executor.add("a", new CountedDelivery(2));

    gate.pause();
    gate.resume();
    assertThat(executor.refuse()).isEmpty();

    assertThat(executor.add("a", new CountedDelivery(3))).isEqualTo(Mailboxes.Entry.QUEUED);
    mayEnd.countDown();
    await().until(() -> handled.get() == 3);
  }

  @Test
  void whileTheGateIsShutNothingIsAccepted() {
    KeyedExecutor executor = executor(this::waitAndAck);
    gate.pause();
    executor.refuse();

    executor.accept(ACK_WAIT);

    assertThat(executor.add("a", new CountedDelivery(1))).isEqualTo(Mailboxes.Entry.REFUSED);
  }

  @Test
  void aThreadThatHasFailedIsNotMissedAndItsMessageNotTakenForSettled() throws Exception {
    KeyedExecutor executor =
        executor(
            attempt -> {
              throw new IllegalStateException("an observer fails");
            });
    var delivery = new CountedDelivery(1);
    executor.add("a", delivery);

    executor.awaitQuiet();

    assertThat(executor.holding()).isEqualTo(1);
    assertThat(delivery.settlements()).isZero();
    assertThat(executor.add("a", new CountedDelivery(1, 2)))
        .isEqualTo(Mailboxes.Entry.HERE_ALREADY);
  }

  @Test
  void onceTheHousekeeperIsClosedARetryGoesBackToTheServer() throws Exception {
    KeyedExecutor executor = executor(this::endWithoutSettlement);
    housekeeper.close();
    var first = new CountedDelivery(1);
    var second = new CountedDelivery(2);

    executor.add("a", first);
    executor.add("a", second);

    await().until(() -> first.settlements() == 1 && second.settlements() == 1);
    executor.awaitQuiet();
    assertThat(executor.holding()).isZero();
    assertThat(handled.get()).isBetween(1, 2);
  }

  // As a fence interrupts: what has left its mailbox and is not yet among what is at work counts.
  @Test
  void afterAnInterruptNothingIsBegunThatWasTakenBefore() throws Exception {
    KeyedExecutor executor = executor(this::waitAndAck);
    executor.inFlight().interrupt();

    executor.add("a", new CountedDelivery(1));
    gate.stop();
    executor.awaitQuiet();

    assertThat(handled).hasValue(0);
    assertThat(executor.refuse()).extracting(KeyedDelivery::sequence).containsExactly(1L);
  }

  @Test
  void whatIsHereIsCountedKeptAliveAndNamedByItsPlace() throws Exception {
    KeyedExecutor executor = executor(this::waitAndAck);
    assertThat(executor.awaitRoom()).isEqualTo(1_002);
    var first = new NumberedDelivery(1, 1);
    var second = new NumberedDelivery(2, 2);
    executor.add("a", first);
    executor.add("a", second);
    await().until(() -> executor.inFlight().count() == 1);

    assertThat(executor.holding()).isEqualTo(2);
    assertThat(executor.awaitRoom()).isEqualTo(1_000);
    executor.extend(new Extensions());
    assertThat(first.extensions()).isEqualTo(1);
    assertThat(second.extensions()).isEqualTo(1);
    assertThat(executor.unsettled())
        .containsExactlyInAnyOrder(new StreamPosition("S", 1), new StreamPosition("S", 2));

    mayEnd.countDown();
    executor.awaitQuiet();
    assertThat(executor.holding()).isZero();
    assertThat(executor.unsettled()).isEmpty();
    assertThat(executor.nanosPerMessage())
        .isEqualTo((long) (executor.inFlight().serviceNanos() / 2));
  }

  @Test
  void oneOfThoseThatWaitIsTriedAlone() throws Exception {
    KeyedExecutor executor = executor(this::waitAndAck);
    mayEnd.countDown();
    assertThat(executor.tryOne()).isFalse();
    gate.pause();
    executor.add("a", new CountedDelivery(1));
    executor.add("b", new CountedDelivery(2));

    assertThat(executor.tryOne()).isTrue();

    executor.awaitQuiet();
    assertThat(handled).hasValue(1);
    assertThat(executor.refuse()).extracting(KeyedDelivery::sequence).containsExactly(2L);
  }

  @Test
  void whatWaitsForItsTurnWhenTheGateIsShutGoesBack() throws Exception {
    Machine machine = Machine.real();
    var oneAnHour = new Rate(1, Duration.ofHours(1));
    var slots = new Slots("test", 2, Throttle.of(machine, oneAnHour, null, Time.of(machine)));
    var executor =
        new KeyedExecutor(
            slots, gate, Parts.inFlight(this::waitAndAck), housekeeper, Parts.memory());
    mayEnd.countDown();
    executor.add("a", new CountedDelivery(1));
    await().until(() -> handled.get() == 1);
    executor.add("b", new CountedDelivery(2));

    gate.pause();
    assertThat(executor.refuse()).hasSizeBetween(0, 1).allMatch(one -> one.sequence() == 2);
    executor.awaitQuiet();

    assertThat(handled).hasValue(1);
    assertThat(executor.holding()).isZero();
  }

  @Test
  void theKeyOfAThreadThatIsStuckGoesOn() {
    KeyedExecutor executor = executor(this::waitAndAck);
    executor.add("a", new CountedDelivery(1));
    executor.add("a", new CountedDelivery(2));
    await().until(() -> executor.inFlight().count() == 1);

    var stuck = new ArrayList<Attempt>();
    executor.inFlight().each(stuck::add);
    Attempt first = stuck.getFirst();
    first.abandon();
    first.conclude(Outcome.Ack.INSTANCE);
    executor.replace(first);

    assertThat(executor.holding()).isEqualTo(1);
    await().until(() -> executor.inFlight().count() == 1);
    mayEnd.countDown();
    await().until(() -> executor.holding() == 0);
  }

  // A new leader may not know that it was delivered, and counts from 1.
  @Test
  void whatIsSettledIsKnownAgainThoughTheServerCountsItsDeliveriesAnew() {
    var mailboxes = new Mailboxes();
    settle(mailboxes, 1, 0);
    settle(mailboxes, 2, 0);

    assertThat(mailboxes.add("a", new CountedDelivery(1, 1)))
        .isEqualTo(Mailboxes.Entry.SETTLED_ALREADY);
    assertThat(mailboxes.add("a", new CountedDelivery(3, 1))).isEqualTo(Mailboxes.Entry.QUEUED);
  }

  // The new leader has ignored the settlement of a delivery that it did not know.
  @Test
  void whatComesAgainWhileItsSettlementIsMadeIsSettledOnceMore() {
    var mailboxes = new Mailboxes();
    mailboxes.add("a", new CountedDelivery(1));
    KeyedDelivery first = mailboxes.takeReady();
    if (first == null) {
      throw new AssertionError("nothing is ready");
    }
    assertThat(mailboxes.add("a", new CountedDelivery(1)))
        .as("while its handler is called")
        .isEqualTo(Mailboxes.Entry.HERE_ALREADY);

    first.settle(Outcome.Ack.INSTANCE);

    assertThat(mailboxes.add("a", new CountedDelivery(1)))
        .isEqualTo(Mailboxes.Entry.SETTLED_ALREADY);
  }

  @Test
  void aSettlementIsRememberedForLongerThanTheAckWait() {
    var mailboxes = new Mailboxes();
    mailboxes.ackWait(ACK_WAIT);
    long start = 1_000;
    settle(mailboxes, 1, start);
    settle(mailboxes, 2, start + ACK_WAIT.toNanos());

    assertThat(mailboxes.add("a", new CountedDelivery(1, 2)))
        .isEqualTo(Mailboxes.Entry.SETTLED_ALREADY);
  }

  @Test
  void whatHasEndedWithoutASettlementIsNotTakenForSettledAndIsTriedAgain() {
    var mailboxes = new Mailboxes();
    mailboxes.add("a", new CountedDelivery(1));
    KeyedDelivery first = mailboxes.takeReady();
    if (first == null) {
      throw new AssertionError("nothing is ready");
    }

    mailboxes.finished(first, 0);

    assertThat(first.again()).isEqualTo(Pipeline.NO_VERDICT);
    assertThat(mailboxes.add("a", new CountedDelivery(1, 2)))
        .isEqualTo(Mailboxes.Entry.HERE_ALREADY);
    assertThat(mailboxes.isReady()).isFalse();
    mailboxes.due(first.mailbox());
    assertThat(mailboxes.takeReady()).isSameAs(first);
  }

  private static void settle(Mailboxes mailboxes, long sequence, long now) {
    mailboxes.add("a", new CountedDelivery(sequence));
    KeyedDelivery first = mailboxes.takeReady();
    if (first == null) {
      throw new AssertionError("nothing is ready");
    }
    first.settle(Outcome.Ack.INSTANCE);
    mailboxes.finished(first, now);
  }

  private Optional<Outcome> endWithoutSettlement(Attempt attempt) {
    handled.incrementAndGet();
    return Optional.of(Outcome.Ack.INSTANCE);
  }

  private Optional<Outcome> waitAndAck(Attempt attempt) {
    Uninterruptibly.await(mayEnd);
    attempt.conclude(Outcome.Ack.INSTANCE);
    handled.incrementAndGet();
    return Optional.of(Outcome.Ack.INSTANCE);
  }

  private KeyedExecutor executor(Stage step) {
    return new KeyedExecutor(
        Parts.slots(2), gate, Parts.inFlight(step), housekeeper, Parts.memory());
  }
}
