package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A message whose retries are made here, without the server's knowledge. */
class KeyedDeliveryTest {

  private static final Outcome.Retry RETRY =
      new Outcome.Retry(Duration.ofSeconds(1), "not yet", null);

  private final CountedDelivery original = new CountedDelivery(1);
  private final KeyedDelivery delivery = keyed(original, 0);

  @Test
  void aRetryStaysHereAndCountsAsAnAttemptOnceItBegins() {
    assertThat(delivery.settle(RETRY)).isTrue();
    delivery.attemptEnded();

    assertThat(original.settlements()).isZero();
    assertThat(delivery.isSettled()).isFalse();
    assertThat(delivery.again()).isEqualTo(Duration.ofSeconds(1));
    assertThat(delivery.attempt()).isEqualTo(1);
    delivery.nextAttempt();
    assertThat(delivery.again()).isNull();
    assertThat(delivery.attempt()).isEqualTo(2);
    delivery.nextAttempt();
    assertThat(delivery.attempt()).isEqualTo(2);
  }

  @Test
  void soDoesARetryThatIsToBeConfirmed() {
    assertThat(delivery.settleConfirmed(RETRY)).isTrue();

    assertThat(original.settlements()).isZero();
    assertThat(delivery.again()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatIsHandedBackUnstartedWasNoAttempt() {
    delivery.settle(Outcome.Retry.HANDED_BACK);
    delivery.nextAttempt();

    assertThat(delivery.attempt()).isEqualTo(1);
  }

  @Test
  void whatIsDoneIsSettledWithTheServer() {
    assertThat(delivery.settle(Outcome.Ack.INSTANCE)).isTrue();
    delivery.attemptEnded();

    assertThat(original.settlements()).isEqualTo(1);
    assertThat(delivery.isSettled()).isTrue();
    assertThat(delivery.again()).isNull();
    assertThat(delivery.settle(Outcome.Ack.INSTANCE)).isFalse();
  }

  @Test
  void soIsWhatIsToBeConfirmed() {
    assertThat(delivery.settleConfirmed(Outcome.Ack.INSTANCE)).isTrue();

    assertThat(delivery.isSettled()).isTrue();
    assertThat(original.settlements()).isEqualTo(1);
    assertThat(delivery.settleConfirmed(Outcome.Ack.INSTANCE)).isFalse();
  }

  @Test
  void whatEndsWithoutASettlementIsTriedAgain() {
    delivery.attemptEnded();

    assertThat(delivery.again()).isEqualTo(Pipeline.NO_VERDICT);
  }

  @Test
  void theServerKnowsOfTheFirstAttemptAndNotOfTheNext() {
    assertThat(delivery.attemptsMade()).isZero();
    delivery.settle(RETRY);
    assertThat(delivery.attemptsMade()).isZero();
    delivery.nextAttempt();
    assertThat(delivery.attemptsMade()).isZero();
    delivery.nextAttempt();
    delivery.settle(Outcome.Retry.HANDED_BACK);
    assertThat(delivery.attemptsMade()).isZero();
    delivery.settle(RETRY);
    assertThat(delivery.attemptsMade()).isEqualTo(2);
    delivery.nextAttempt();
    delivery.settle(Outcome.Retry.HANDED_BACK);
    assertThat(delivery.attemptsMade()).isEqualTo(2);
  }

  @Test
  void whatWasHereBeforeGoesOnCountingUnlessTheServerHasCountedMore() {
    assertThat(keyed(new CountedDelivery(1, 2), 3).attempt()).isEqualTo(4);
    assertThat(keyed(new CountedDelivery(1, 5), 3).attempt()).isEqualTo(5);
    assertThat(keyed(new CountedDelivery(1, 5), 0).attempt()).isEqualTo(5);
  }

  @Test
  void itsPlaceIsTheStreams() {
    assertThat(keyed(new CountedDelivery(7), 0).sequence()).isEqualTo(7);
    assertThat(keyed(new DetachedDelivery() {}, 0).sequence()).isZero();
    assertThat(delivery.key()).contains("a");
    assertThat(delivery.unstarted()).isSameAs(original);
  }

  @Test
  void whatIsRememberedOfAttemptsIsToldOnceAndOfThatMessageAlone() {
    var made = new AttemptsMade();
    made.remember(delivery);
    assertThat(made.recall(original)).as("of one attempt nothing is remembered").isZero();
    spendTwo(delivery);
    made.remember(delivery);

    assertThat(made.recall(new CountedDelivery(2))).isZero();
    assertThat(made.recall(new CountedDelivery(1, 1, Instant.MAX))).isZero();
    assertThat(made.recall(original)).isEqualTo(2);
    assertThat(made.recall(original)).isZero();
  }

  @Test
  void theOldestAreForgottenFirst() {
    var made = new AttemptsMade();
    for (int i = 1; i <= 10_001; i++) {
      KeyedDelivery one = keyed(new CountedDelivery(i), 0);
      spendTwo(one);
      made.remember(one);
    }

    assertThat(made.recall(new CountedDelivery(1))).isZero();
    assertThat(made.recall(new CountedDelivery(2))).isEqualTo(2);
    assertThat(made.recall(new CountedDelivery(10_001))).isEqualTo(2);
  }

  private static void spendTwo(KeyedDelivery delivery) {
    delivery.settle(RETRY);
    delivery.nextAttempt();
    delivery.settle(RETRY);
  }

  private static KeyedDelivery keyed(Delivery delivery, int made) {
    return new KeyedDelivery(delivery, new Mailbox("a"), made);
  }
}
