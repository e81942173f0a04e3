package dev.weft.contract;

import static dev.weft.contract.TestBed.A_WHILE;
import static dev.weft.contract.TestBed.NO_ACK_WAIT;
import static dev.weft.contract.TestBed.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.ReceiveMode;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.transport.Delivery;
import dev.weft.transport.SizeLimit;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a publish returns, and when it fails. */
interface OutboxContract extends OnTestBed {

  private CompletableFuture<PublishReceipt> publishAsync(String subject) {
    return bed().transport().outbox().publishAsync(subject, new byte[1], Headers.empty());
  }

  @Test
  default void theReceiptSaysWhereTheMessageIsKept() {
    bed().with(NO_ACK_WAIT);

    PublishReceipt first = bed().publish("a", Headers.empty());
    PublishReceipt second = bed().publish("b", Headers.empty());

    assertThat(first.position()).isEqualTo(new StreamPosition(bed().stream(), 1));
    assertThat(second.position()).isEqualTo(new StreamPosition(bed().stream(), 2));
    assertThat(first.duplicate()).isFalse();
  }

  @Test
  default void aSecondCopyIsToldAndStoredOnce() throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(ReceiveMode.PULL);
    Headers headers = Headers.of(Headers.NATS_MESSAGE_ID, "once");

    PublishReceipt first = bed().publish("a", headers);
    PublishReceipt second = bed().publish("a", headers);

    assertThat(first.duplicate()).isFalse();
    assertThat(second.duplicate()).isTrue();
    assertThat(second.position()).isEqualTo(first.position());
    tap.one();
    tap.givesNothingFor(A_WHILE);
  }

  @Test
  default void anEmptyIdDropsNoCopy() {
    bed().with(NO_ACK_WAIT);
    Headers empty = Headers.of(Headers.NATS_MESSAGE_ID, "");

    bed().publish("a", empty);

    assertThat(bed().publish("a", empty).duplicate()).isFalse();
  }

  @Test
  default void withoutTheHeaderEqualMessagesAreStoredTwice() {
    bed().with(NO_ACK_WAIT);
    Headers headers = Headers.of(Headers.MESSAGE_ID, "twice");

    bed().publish("a", headers);

    assertThat(bed().publish("a", headers).duplicate()).isFalse();
  }

  @Test
  default void publishingWhereNoStreamListensFailsAndNamesTheSubject() {
    String subject = bed().subject("nobody");

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> bed().transport().outbox().publish(subject, new byte[1], Headers.empty()))
        .withMessageContaining(subject)
        .matches(failure -> !failure.isLasting(), "may pass")
        .matches(TransportException::isWithoutEffect, "surely not stored");
  }

  @Test
  default void anAsynchronousPublishCompletes() {
    bed().with(NO_ACK_WAIT);

    assertThat(bed().done(publishAsync(bed().subject("a"))))
        .succeedsWithin(PATIENCE)
        .extracting(PublishReceipt::position)
        .isEqualTo(new StreamPosition(bed().stream(), 1));
  }

  @Test
  default void anAsynchronousPublishFailsInItsFuture() {
    String subject = bed().subject("nobody");

    assertThat(bed().done(publishAsync(subject)))
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(TransportException.class)
        .withMessageContaining(subject);
  }

  @Test
  default void whatJustFitsIsStored() throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(ReceiveMode.PULL);
    SizeLimit limit = bed().transport().outbox().limit();
    Headers most = headersOf(SizeLimit.STREAM_HEADERS);
    int rest = (int) limit.maxPayload() - SizeLimit.bytes(most);

    publish((int) limit.maxPayload(), Headers.empty());
    publish(rest, most);

    assertThat(tap.one().data()).hasSize((int) limit.maxPayload());
    Delivery second = tap.one();
    assertThat(second.data()).hasSize(rest);
    assertThat(SizeLimit.bytes(second.headers())).isEqualTo(SizeLimit.STREAM_HEADERS);
  }

  @Test
  default void whatIsOneByteTooLargeIsRefusedAndTheErrorNamesSizeAndLimit() {
    bed().with(NO_ACK_WAIT);
    int most = (int) bed().transport().outbox().limit().maxPayload();
    Headers headers = headersOf(100);

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> publish(most - 99, headers))
        .withMessageContaining(bed().subject("a"))
        .withMessageContaining(most + 1 + " bytes")
        .withMessageContaining("at most " + most + " (max_payload)")
        .matches(TransportException::isTooLarge, "too large")
        .matches(TransportException::isLasting, "lasting");
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> publish(most + 1, Headers.empty()))
        .matches(TransportException::isTooLarge, "too large");
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> publish(1, headersOf(SizeLimit.STREAM_HEADERS + 1)))
        .withMessageContaining("65536 bytes of headers, and a stream takes at most 65535")
        .matches(TransportException::isTooLarge, "too large");
    assertThat(publish(1, headers).position().sequence()).as("none was stored").isEqualTo(1);
  }

  private PublishReceipt publish(int size, Headers headers) {
    return bed().transport().outbox().publish(bed().subject("a"), new byte[size], headers);
  }

  /** Headers that take up so many bytes. */
  private static Headers headersOf(int bytes) {
    Headers empty = Headers.of("X-Fill", "");
    return empty.with("X-Fill", "x".repeat(bytes - SizeLimit.bytes(empty)));
  }

  @Test
  default void asynchronousPublishesOfOneThreadAreStoredInTheirOrder() {
    bed().with(NO_ACK_WAIT);
    var receipts = new ArrayList<CompletableFuture<PublishReceipt>>();

    for (int i = 0; i < 200; i++) {
      receipts.add(publishAsync(bed().subject("a")));
    }

    assertThat(bed().done(CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))))
        .succeedsWithin(PATIENCE);
    assertThat(receipts)
        .map(receipt -> receipt.join().position().sequence())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 200).boxed().toList());
  }

  @Test
  default void aFullStreamRefusesWhereItIsToldTo() {
    bed().transport().create(bed().streamSpec(Map.of("discard", "new", "max_msgs", 1)));
    bed().publish("a", Headers.empty());

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> bed().publish("a", Headers.empty()))
        .matches(TransportException::isLasting, "is lasting")
        .withMessageContaining("maximum messages exceeded");
    assertThat(bed().transport().state(bed().stream()).orElseThrow().messages()).isEqualTo(1);
  }
}
