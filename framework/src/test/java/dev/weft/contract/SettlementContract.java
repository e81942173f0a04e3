package dev.weft.contract;

import static dev.weft.contract.TestBed.A_WHILE;
import static dev.weft.contract.TestBed.NO_ACK_WAIT;
import static dev.weft.contract.TestBed.PAST_ACK_WAIT;
import static dev.weft.contract.TestBed.PATIENCE;
import static dev.weft.contract.TestBed.SHORT_ACK_WAIT;
import static dev.weft.contract.TestBed.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.ReceiveMode;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;

/** What becomes of a delivery that is settled, extended, or neither. */
interface SettlementContract extends OnTestBed {

  private static Outcome retry(Duration after) {
    return new Outcome.Retry(after, "for the test", null);
  }

  @InBothModes
  default void whatIsAckedIsGone(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(SHORT_ACK_WAIT).open(mode);
    bed().publish("a");

    assertThat(tap.one().settle(Outcome.Ack.INSTANCE)).isTrue();

    tap.givesNothingFor(PAST_ACK_WAIT);
  }

  @InBothModes
  default void whatIsRejectedIsGone(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(SHORT_ACK_WAIT).open(mode);
    bed().publish("a");

    assertThat(tap.one().settle(new Outcome.Reject("no good", null))).isTrue();

    tap.givesNothingFor(PAST_ACK_WAIT);
  }

  @InBothModes
  default void aReasonOfAMegabyteIsCutAndTheMessageSettled(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(SHORT_ACK_WAIT).open(mode);
    bed().publish("a", "b", "c");
    String reason = "ö\n".repeat(600_000);

    assertThat(tap.one().settle(new Outcome.Reject(reason, null))).isTrue();
    assertThat(tap.one().settleConfirmed(new Outcome.Reject(reason, null))).isTrue();
    assertThat(tap.one().settle(new Outcome.Retry(Duration.ZERO, reason, null))).isTrue();

    assertThat(text(tap.one())).isEqualTo("c");
    assertThat(new Outcome.Reject(reason, null).reason())
        .hasSizeLessThanOrEqualTo(Outcome.REASON_CHARS)
        .startsWith("ö")
        .endsWith("… (cut, of 1200000 characters)");
  }

  @InBothModes
  default void aRetryComesAgainAfterItsDelayAndNotBefore(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");
    Delivery first = tap.one();
    var delay = Duration.ofMillis(900);

    long start = bed().machine().nanoTime();
    assertThat(first.settle(retry(delay))).isTrue();
    Delivery second = tap.one();

    assertThat(bed().since(start)).isGreaterThanOrEqualTo(delay);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(text(second)).isEqualTo("a");
  }

  @InBothModes
  default void aRetryWithoutDelayComesAgainAtOnce(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");

    tap.one().settle(retry(Duration.ZERO));

    assertThat(tap.one().attempt()).isEqualTo(2);
  }

  @InBothModes
  default void whatIsNotSettledComesAgainAfterTheAckWait(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(SHORT_ACK_WAIT).open(mode);

    long start = bed().machine().nanoTime();
    bed().publish("a");
    Delivery first = tap.one();
    Delivery second = tap.one();

    assertThat(bed().since(start)).isGreaterThanOrEqualTo(SHORT_ACK_WAIT);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.id()).isEqualTo(first.id());
  }

  @InBothModes
  default void whatIsExtendedDoesNotComeAgain(ReceiveMode mode) throws Exception {
    var ackWait = Duration.ofSeconds(2);
    Tap holder = bed().with(ackWait).open(mode);
    bed().publish("a");
    Delivery held = holder.one();
    Tap other = bed().open(mode);

    long start = bed().machine().nanoTime();
    while (bed().since(start).compareTo(ackWait.multipliedBy(2)) <= 0) {
      held.extend();
      other.givesNothingFor(Duration.ofMillis(200));
    }

    assertThat(held.settle(Outcome.Ack.INSTANCE)).isTrue();
    holder.givesNothingFor(Duration.ofMillis(100));
  }

  @InBothModes
  default void anExtensionAfterTheSettlementDoesNothing(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");
    Delivery first = tap.one();

    first.settle(retry(Duration.ofMillis(300)));
    first.extend();

    assertThat(tap.one().attempt()).isEqualTo(2);
  }

  @InBothModes
  default void anAckAfterARetryChangesNothing(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");
    Delivery first = tap.one();

    assertThat(first.settle(retry(Duration.ofMillis(300)))).isTrue();
    assertThat(first.settle(Outcome.Ack.INSTANCE)).isFalse();

    assertThat(tap.one().attempt()).isEqualTo(2);
  }

  @InBothModes
  default void aRetryAfterAnAckChangesNothing(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");
    Delivery first = tap.one();

    assertThat(first.settle(Outcome.Ack.INSTANCE)).isTrue();
    assertThat(first.settle(retry(Duration.ZERO))).isFalse();

    tap.givesNothingFor(A_WHILE);
  }

  @InBothModes
  default void anotherThreadMaySettle(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");
    Delivery first = tap.one();

    var settlement = new FutureTask<>(() -> first.settle(retry(Duration.ZERO)));
    Thread other = bed().machine().virtual("other", settlement);
    other.start();

    assertThat(bed().machine().join(other, PATIENCE.toNanos())).isTrue();
    assertThat(settlement.get()).isTrue();
    assertThat(tap.one().attempt()).isEqualTo(2);
  }

  @InBothModes
  default void anInterruptedThreadSettlesAndStaysInterrupted(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("max_ack_pending", 1)).open(mode);
    bed().publish("a", "b");
    Delivery first = tap.one();

    Thread.currentThread().interrupt();
    boolean counted = first.settle(Outcome.Ack.INSTANCE);
    boolean kept = Thread.interrupted();

    assertThat(counted).isTrue();
    assertThat(kept).as("interrupt flag").isTrue();
    assertThat(text(tap.one())).as("what the only slot is free for").isEqualTo("b");
  }

  @InBothModes
  default void anInterruptedThreadExtendsAndStaysInterrupted(ReceiveMode mode) throws Exception {
    var ackWait = Duration.ofSeconds(3);
    Tap tap = bed().with(ackWait).open(mode);
    bed().publish("a");
    Delivery first = tap.one();
    // It comes again between two pulls' ends: where both coincide, nats-server 2.9 takes what it
    // redelivers for new and counts it as a first attempt.
    tap.givesNothingFor(Duration.ofMillis(1500));

    long start = bed().machine().nanoTime();
    Thread.currentThread().interrupt();
    first.extend();
    boolean kept = Thread.interrupted();
    Delivery second = tap.one();

    assertThat(kept).as("interrupt flag").isTrue();
    assertThat(bed().since(start)).isGreaterThanOrEqualTo(ackWait);
    assertThat(second.attempt()).isEqualTo(2);
  }

  @InBothModes
  default void aConfirmedSettlementHasTakenEffectWhenItReturns(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("max_ack_pending", 1)).open(mode);
    bed().publish("a", "b", "c");

    assertThat(tap.one().settleConfirmed(Outcome.Ack.INSTANCE)).isTrue();
    Delivery second = tap.one();
    assertThat(text(second)).isEqualTo("b");
    assertThat(second.settleConfirmed(new Outcome.Reject("no good", null))).isTrue();
    Delivery third = tap.one();
    assertThat(text(third)).isEqualTo("c");
    assertThat(third.settleConfirmed(retry(Duration.ofMillis(300)))).isTrue();
    assertThat(tap.one().attempt()).isEqualTo(2);
  }

  @InBothModes
  default void onlyTheFirstSettlementCountsConfirmedOrNot(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");
    Delivery first = tap.one();

    assertThat(first.settleConfirmed(Outcome.Ack.INSTANCE)).isTrue();
    assertThat(first.settleConfirmed(retry(Duration.ZERO))).isFalse();
    assertThat(first.settle(retry(Duration.ZERO))).isFalse();

    tap.givesNothingFor(A_WHILE);
  }

  @InBothModes
  default void anInterruptedThreadHasItsSettlementConfirmedAndStaysInterrupted(ReceiveMode mode)
      throws Exception {
    Tap tap = bed().with(Map.of("max_ack_pending", 1)).open(mode);
    bed().publish("a", "b");
    Delivery first = tap.one();

    Thread.currentThread().interrupt();
    boolean counted = first.settleConfirmed(Outcome.Ack.INSTANCE);
    boolean kept = Thread.interrupted();

    assertThat(counted).isTrue();
    assertThat(kept).as("interrupt flag").isTrue();
    assertThat(text(tap.one())).isEqualTo("b");
  }
}
