package dev.weft.engine.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A copy is stored whole, in as few messages as it fits into. */
class FittedCopyTest {

  private static final long LIMIT = 20_000;
  private static final Headers OWN =
      Headers.of("Nats-Msg-Id", "id").with("Reason", "no").with("Stack", "s".repeat(1_000));
  private static final Headers BRIEF = OWN.with("Stack", FittedCopy.LEFT_OUT);

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Stored(String subject, byte[] data, Headers headers) {}

  private final List<Stored> stored = new ArrayList<>();
  private long told = LIMIT;
  private long taken = LIMIT;
  private int tries;

  @Test
  void whatFitsIsOneMessageWithAllThatIsKnown() {
    Headers original = Headers.of("Tenant", "acme");
    byte[] data = data(size(OWN.with("Tenant", "acme")));

    assertThat(copy(original, data).position().sequence()).isEqualTo(1);

    assertStored(data, OWN.with("Tenant", "acme"));
  }

  @Test
  void whatSaysLeastIsLeftOutFirst() {
    byte[] data = data(size(BRIEF));

    copy(Headers.empty(), data);

    assertStored(data, BRIEF);
  }

  @Test
  void ofTwoHeadersOfOneNameTheCopysOwnCounts() {
    copy(Headers.of("Reason", "theirs"), data(1));

    assertThat(stored.getFirst().headers().all("Reason")).containsExactly("no");
  }

  @Test
  void dataThatDoesNotFitIsStoredBeforeItInAsFewPartsAsCanBe() {
    byte[] data = data(size(BRIEF) + 1);

    assertThat(copy(Headers.empty(), data).position().sequence()).isEqualTo(2);

    assertThat(stored).extracting(Stored::subject).containsExactly("dlq.part", "dlq");
    assertThat(stored.getFirst().data()).isEqualTo(data);
    assertThat(stored.getFirst().headers())
        .isEqualTo(
            Headers.of("Nats-Msg-Id", "id/data/0+" + data.length).with("Weft-Part-Of", "id"));
    assertThat(stored.getLast().data()).isEmpty();
    assertThat(stored.getLast().headers()).isEqualTo(BRIEF.with("Weft-Data-In", "1"));
  }

  @Test
  void dataOfAnySizeIsPutTogetherFromItsParts() {
    byte[] data = data((int) (3 * LIMIT));

    copy(Headers.empty(), data);

    assertThat(stored).hasSize(5);
    assertThat(stored.getLast().headers().first("Weft-Data-In")).contains("1,2,3,4");
    assertThat(joined(stored.subList(0, 4))).isEqualTo(data);
    assertThat(stored.get(1).headers().first("Nats-Msg-Id"))
        .contains("id/data/" + stored.getFirst().data().length + "+" + stored.get(1).data().length);
  }

  @Test
  void headersThatDoNotFitAreStoredBeforeItTheLargestOfThem() {
    Headers original =
        Headers.of("Large", "x".repeat(15_000))
            .with("Small", "1")
            .with("Larger", "y".repeat(16_000))
            .plus("Small", "2");
    byte[] data = data(100);

    copy(original, data);

    assertThat(stored).extracting(Stored::subject).containsExactly("dlq.part", "dlq");
    assertThat(new String(stored.getFirst().data(), UTF_8))
        .isEqualTo("Larger:" + "y".repeat(16_000) + "\r\n");
    assertThat(stored.getFirst().headers().first("Nats-Msg-Id"))
        .contains("id/headers/0+" + stored.getFirst().data().length);
    Headers headers = stored.getLast().headers();
    assertThat(headers.first("Large")).contains("x".repeat(15_000));
    assertThat(headers.all("Small")).containsExactly("1", "2");
    assertThat(headers.first("Larger")).isEmpty();
    assertThat(headers.first("Weft-Headers-Cut")).contains("1");
    assertThat(headers.first("Weft-Headers-In")).contains("1");
    assertThat(stored.getLast().data()).isEqualTo(data);
  }

  @Test
  void headersAndDataThatDoNotFitAreInPartsBothAndTheCopyStillFits() {
    var original = Headers.empty();
    for (int i = 0; i < 300; i++) {
      original = original.with("Header-" + i, "z".repeat(100 + i));
    }
    byte[] data = data((int) (40 * LIMIT));

    copy(original, data);

    Headers headers = stored.getLast().headers();
    assertThat(stored.getLast().data()).isEmpty();
    assertThat(SizeLimit.bytes(headers)).isBetween((int) LIMIT - 2_500, (int) LIMIT);
    assertThat(headers.first("Header-0")).isPresent();
    assertThat(headers.first("Header-299")).isEmpty();
    assertThat(joined(dataParts(headers))).isEqualTo(data);
  }

  @Test
  void aStreamThatTakesLessThanItsServerGetsSmallerParts() {
    taken = LIMIT / 2;
    byte[] data = data(size(OWN));

    copy(Headers.empty(), data);

    assertThat(joined(dataParts(stored.getLast().headers()))).isEqualTo(data);
    assertThat(stored).allMatch(one -> one.data().length < LIMIT / 2);
  }

  @Test
  void aStreamThatTakesHardlyAnythingTakesNoCopy() {
    told = 16_383;
    taken = 100;
    assertThatThrownBy(() -> copy(Headers.empty(), data(10)))
        .isInstanceOf(TransportException.class)
        .matches(e -> ((TransportException) e).isTooLarge());
    assertThat(tries).isEqualTo(1);

    told = 16_384;
    assertThatThrownBy(() -> copy(Headers.empty(), data(10)))
        .isInstanceOf(TransportException.class);
    assertThat(tries).as("one more with half of it").isEqualTo(3);
  }

  /** How much data fits beside those headers. */
  private static int size(Headers headers) {
    return (int) LIMIT - SizeLimit.bytes(headers);
  }

  private static byte[] data(int size) {
    var data = new byte[size];
    for (int i = 0; i < size; i++) {
      data[i] = (byte) (i % 101);
    }
    return data;
  }

  private List<Stored> dataParts(Headers copy) {
    return Arrays.stream(copy.first("Weft-Data-In").orElseThrow().split(",", -1))
        .map(place -> stored.get(Integer.parseInt(place) - 1))
        .toList();
  }

  private static byte[] joined(List<Stored> parts) {
    var all = new ByteArrayOutputStream();
    parts.forEach(part -> all.writeBytes(part.data()));
    return all.toByteArray();
  }

  private void assertStored(byte[] data, Headers headers) {
    assertThat(stored)
        .singleElement()
        .satisfies(
            one -> assertThat(one.subject()).isEqualTo("dlq"),
            one -> assertThat(one.data()).isEqualTo(data),
            one -> assertThat(one.headers()).isEqualTo(headers));
  }

  private PublishReceipt copy(Headers original, byte[] data) {
    return new FittedCopy(new Stream(), "dlq", OWN, "Stack", original, data).publish();
  }

  private final class Stream implements Outbox {

    @Override
    public PublishReceipt publish(String subject, byte[] data, Headers headers) {
      tries++;
      new SizeLimit(taken).check(subject, SizeLimit.bytes(headers), data.length);
      stored.add(new Stored(subject, data, headers));
      return new PublishReceipt(new StreamPosition("DLQ", stored.size()), "id", false);
    }

    @Override
    public CompletableFuture<PublishReceipt> publishAsync(
        String subject, byte[] data, Headers headers) {
      throw new UnsupportedOperationException("asynchronous");
    }

    @Override
    public SizeLimit limit() {
      return new SizeLimit(told);
    }
  }
}
