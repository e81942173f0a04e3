package dev.weft.contract;

import static dev.weft.contract.TestBed.NO_ACK_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.ReceiveMode;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** A message arrives as it was sent. */
interface MessageContract extends OnTestBed {

  @InBothModes
  default void theFirstAttemptIsOne(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");

    assertThat(tap.one().attempt()).isEqualTo(1);
  }

  @InBothModes
  default void itKnowsItsSubjectPlaceAndTime(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a", "b");

    Delivery second = tap.take(2).get(1);

    assertThat(second.subject()).isEqualTo(bed().subject("a"));
    assertThat(second.position()).contains(new StreamPosition(bed().stream(), 2));
    assertThat(second.timestamp())
        .isCloseTo(bed().machine().instant(), within(1, ChronoUnit.MINUTES));
  }

  @InBothModes
  default void headersKeepTheirCaseAndTheOrderOfTheirValues(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    Headers sent =
        Headers.of("Colour", "red")
            .plus("Colour", "green")
            .plus("Colour", "amber")
            .with("colour", "blue")
            .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    bed().publish("a", sent);

    // Equal whatever the order of the names: the client keeps them in a hash map.
    assertThat(tap.one().headers()).isEqualTo(sent);
  }

  @InBothModes
  default void aMessageWithoutHeadersHasNone(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");

    assertThat(tap.one().headers()).isEqualTo(Headers.empty());
  }

  @InBothModes
  default void emptyDataStaysEmpty(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().transport().outbox().publish(bed().subject("a"), new byte[0], Headers.empty());

    assertThat(tap.one().data()).isEmpty();
  }

  @InBothModes
  default void everyByteSurvives(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    var bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }

    bed().transport().outbox().publish(bed().subject("a"), bytes, Headers.of("a", "b"));

    assertThat(tap.one().data()).isEqualTo(bytes);
  }

  @InBothModes
  default void theDataIsThatOfThePublishWhateverBecomesOfTheArray(ReceiveMode mode)
      throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    byte[] bytes = {1, 2, 3};

    bed().transport().outbox().publish(bed().subject("a"), bytes, Headers.empty());
    bytes[0] = 99;

    assertThat(tap.one().data()).containsExactly(1, 2, 3);
  }

  @InBothModes
  default void theMessageIdHeaderIsItsId(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    Headers both = Headers.of(Headers.MESSAGE_ID, "mine").with(Headers.NATS_MESSAGE_ID, "theirs");

    PublishReceipt receipt = bed().publish("a", both);

    assertThat(receipt.id()).isEqualTo("mine");
    assertThat(tap.one().id()).isEqualTo("mine");
  }

  @InBothModes
  default void elseItsIdIsTheOneOfTheDeduplication(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);

    bed().publish("a", Headers.of(Headers.NATS_MESSAGE_ID, "theirs"));

    assertThat(tap.one().id()).isEqualTo("theirs");
  }

  @InBothModes
  default void anEmptyIdIsNone(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    Headers empty = Headers.of(Headers.MESSAGE_ID, "").with(Headers.NATS_MESSAGE_ID, "");

    bed().publish("a", empty);
    bed().publish("a", empty.with(Headers.NATS_MESSAGE_ID, "theirs"));

    assertThat(tap.one().id()).isEqualTo(bed().stream() + "/1");
    assertThat(tap.one().id()).isEqualTo("theirs");
  }

  @InBothModes
  default void elseItsIdIsItsPlaceOnEveryAttempt(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");

    Delivery first = tap.one();
    first.settle(new Outcome.Retry(Duration.ZERO, "for the test", null));

    assertThat(first.id()).isEqualTo(bed().stream() + "/1");
    assertThat(tap.one().id()).isEqualTo(first.id());
  }
}
