package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.RejectException;
import dev.weft.StreamPosition;
import dev.weft.app.DemoTally.Counts;
import dev.weft.engine.HandlerId;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoTallyTest {

  private static final HandlerId VALIDATE = new HandlerId("validate-order", "ORDERS", "validate");
  private static final HandlerId CHARGE = new HandlerId("charge-order", "ORDERS", "charge");
  private static final HandlerId RECEIPT = new HandlerId("send-receipt", "ORDERS", "receipt");

  private final DemoTally tally = new DemoTally("RUN");

  @Test
  void everyOrderIsReceiptedRejectedOrUnderWay() {
    place("RUN-1");
    place("RUN-2");
    place("RUN-3");
    receipt("RUN-1");
    reject("RUN-2");

    Counts counts = tally.counts();
    assertThat(counts).isEqualTo(new Counts(3, 1, 1, 0, 0));
    assertThat(counts.underWay()).isEqualTo(1);
  }

  @Test
  void anOrderCountsOnceHoweverOftenItIsDelivered() {
    place("RUN-1");
    place("RUN-1");
    receipt("RUN-1");
    receipt("RUN-1");

    assertThat(tally.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
  }

  @Test
  void ordersOfAnEarlierRunDoNotCount() {
    place("OLD-1");
    receipt("OLD-1");
    reject("OLD-2");

    assertThat(tally.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0));
  }

  @Test
  void whatFollowsFromAnOrderNamesItInItsData() {
    var charged =
        new TextDelivery(
            "ORDERS/7@1764000000000.charge-order.1", "orders.charged", 1, "{\"order\":\"RUN-1\"}");

    place("RUN-1");
    tally.settled(RECEIPT, charged, Outcome.Ack.INSTANCE, true);

    assertThat(tally.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
  }

  @Test
  void aSettlementThatWasNotSentDoesNotCount() {
    place("RUN-1");
    tally.settled(RECEIPT, delivery("RUN-1.validated.charged", 1), Outcome.Ack.INSTANCE, false);

    assertThat(tally.counts().underWay()).isEqualTo(1);
  }

  @Test
  void aRetryThatRecoversIsTold() {
    var cause = Failure.of(new IOException("no answer"));
    var retry = new Outcome.Retry(Duration.ofSeconds(1), "no answer", cause);
    tally.settled(CHARGE, delivery("RUN-1.validated", 1), retry, true);
    tally.settled(CHARGE, delivery("RUN-1.validated", 2), Outcome.Ack.INSTANCE, true);

    assertThat(tally.counts()).isEqualTo(new Counts(0, 0, 0, 1, 1));
    assertThat(tally.takeRecovery())
        .isEqualTo("charge-order: order RUN-1 went through on attempt 2");
    assertThat(tally.takeRecovery()).isEmpty();
  }

  @Test
  void whatADrainHandsBackIsNoRetry() {
    var handedBack = new Outcome.Retry(Duration.ZERO, "stopping", null);
    tally.settled(CHARGE, delivery("RUN-1.validated", 1), handedBack, true);

    assertThat(tally.counts().retried()).isZero();
  }

  @Test
  void aRejectionIsToldWithItsReason() {
    reject("RUN-2");
    assertThat(tally.takeRejection()).isEqualTo("validate-order: order RUN-2: nothing in it");

    var undecodable = new Outcome.Reject("cannot decode: unexpected end\n at [Source]", null);
    tally.settled(VALIDATE, delivery("RUN-3", 1), undecodable, true);
    assertThat(tally.takeRejection())
        .isEqualTo("validate-order: order RUN-3: cannot decode: unexpected end");
  }

  private void place(String id) {
    tally
        .sending("orders.placed", id, Headers.empty(), 0)
        .sent(new PublishReceipt(new StreamPosition("ORDERS", 1), id, false));
  }

  private void receipt(String order) {
    tally.settled(RECEIPT, delivery(order + ".validated.charged", 1), Outcome.Ack.INSTANCE, true);
  }

  private void reject(String order) {
    var cause = Failure.of(new RejectException("order " + order + ": nothing in it"));
    tally.settled(VALIDATE, delivery(order, 1), new Outcome.Reject("rejected", cause), true);
  }

  private static TextDelivery delivery(String id, int attempt) {
    String subject =
        id.endsWith(".charged")
            ? "orders.charged"
            : id.endsWith(".validated") ? "orders.validated" : "orders.placed";
    return new TextDelivery(id, subject, attempt);
  }
}
