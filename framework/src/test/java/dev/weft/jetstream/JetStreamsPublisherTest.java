package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.PublishLimits;
import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.Publisher;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.codec.StringCodec;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Publishing on a connection of the caller's. */
class JetStreamsPublisherTest extends TypedApi {

  private static final PublishOptions SAME_ID = PublishOptions.defaults().withMessageId("order-1");

  @Test
  void aPublishIsConfirmedWithStreamAndSequence() {
    Publisher<Order> publisher = publisher();

    PublishReceipt first = publisher.publish(SUBJECT, new Order(1));
    PublishReceipt second = publisher.publish(SUBJECT, new Order(2));

    assertThat(first.position()).isEqualTo(new StreamPosition(STREAM, 1));
    assertThat(second.position()).isEqualTo(new StreamPosition(STREAM, 2));
    assertThat(first.duplicate()).isFalse();
  }

  @Test
  void whatIsPublishedIsWhatTheCodecWrote() throws Exception {
    publisher().publish(SUBJECT, new Order(7));

    assertThat(message(1).getSubject()).isEqualTo(SUBJECT);
    assertThat(message(1).getData()).asString().isEqualTo("{\"id\":7}");
    assertThat(message(1).getHeaders().get("Content-Type")).containsExactly("application/json");
  }

  @Test
  void manyPublishesAtOnceAreEachConfirmed() throws Exception {
    Publisher<Order> publisher = publisher();
    var answers = new ArrayList<CompletableFuture<PublishReceipt>>();

    for (int i = 0; i < 1_000; i++) {
      answers.add(publisher.publishAsync(SUBJECT, new Order(i)));
    }

    // In the order they were sent, since one connection keeps it.
    for (int i = 0; i < 1_000; i++) {
      assertThat(answers.get(i).get().position().sequence()).isEqualTo(i + 1);
    }
    assertThat(stored()).isEqualTo(1_000);
  }

  @Test
  void aPayloadThatCannotBeEncodedSendsNothing() throws Exception {
    Publisher<Order> publisher = JetStreams.publisher(connection, new Unencodable());

    assertThatThrownBy(() -> publisher.publish(SUBJECT, new Order(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(SUBJECT)
        .hasMessageContaining("no such id");
    assertThatThrownBy(() -> publisher.publishAsync(SUBJECT, new Order(1)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(stored()).isZero();
  }

  @Test
  void underTheSameIdAMessageIsStoredOnce() throws Exception {
    PublishReceipt first = publisher().publish(SUBJECT, new Order(1), SAME_ID);
    PublishReceipt second = publisher().publishAsync(SUBJECT, new Order(1), SAME_ID).get();

    assertThat(second.duplicate()).isTrue();
    assertThat(second.position()).isEqualTo(first.position());
    assertThat(second.id()).isEqualTo("order-1");
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void withoutDeduplicationItIsStoredAgain() throws Exception {
    publisher().publish(SUBJECT, new Order(1), SAME_ID);
    PublishReceipt second =
        publisher().publish(SUBJECT, new Order(1), SAME_ID.withoutDeduplication());

    assertThat(second.duplicate()).isFalse();
    assertThat(stored()).isEqualTo(2);
    assertThat(message(2).getHeaders().get("X-Message-ID")).containsExactly("order-1");
    assertThat(message(2).getHeaders().get("Nats-Msg-Id")).isNull();
  }

  @Test
  void theIdTravelsForReadersAndForTheServer() throws Exception {
    publisher().publish(SUBJECT, new Order(1), SAME_ID);

    assertThat(message(1).getHeaders().get("X-Message-ID")).containsExactly("order-1");
    assertThat(message(1).getHeaders().get("Nats-Msg-Id")).containsExactly("order-1");
  }

  @Test
  void eachMessageHasAnIdOfItsOwnUnlessGivenOne() {
    String first = publisher().publish(SUBJECT, new Order(1)).id();
    String second = publisher().publish(SUBJECT, new Order(1)).id();

    assertThat(first).isNotEmpty().isNotEqualTo(second);
  }

  @Test
  void headersTravelAsGiven() throws Exception {
    Headers headers =
        Headers.of("Tenant", "acme")
            .plus("Via", "one")
            .plus("Via", "two")
            .with("x-lower", "kept")
            .with("Content-Type", "application/vnd.order+json");

    publisher().publish(SUBJECT, new Order(1), SAME_ID.withHeaders(headers));

    var sent = message(1).getHeaders();
    assertThat(sent.get("Tenant")).containsExactly("acme");
    assertThat(sent.get("Via")).containsExactly("one", "two");
    assertThat(sent.get("x-lower")).containsExactly("kept");
    assertThat(sent.get("Content-Type")).containsExactly("application/vnd.order+json");
  }

  @Test
  void aSubjectThatNoStreamTakesIsSaidWhenTheTimeForTriesIsOver() {
    Publisher<Order> publisher =
        JetStreams.publisher(
            connection,
            CODEC,
            PublisherOptions.defaults()
                .withLimits(new PublishLimits(Duration.ofMillis(500), 1_000)));

    assertThatThrownBy(() -> publisher.publish("invoices.sent", new Order(1), SAME_ID))
        .isInstanceOf(TransportException.class)
        .hasMessageMatching("publish to invoices.sent, id order-1: its \\d+ tries failed in .*")
        .hasMessageContaining("does a stream take this subject?");
    assertThat(publisher.publishAsync("invoices.sent", new Order(1)))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(TransportException.class)
        .withMessageContaining("tries failed");
  }

  @Test
  void aStreamThatIsCreatedMeanwhileGetsTheMessage() throws Exception {
    CompletableFuture<PublishReceipt> answer =
        publisher().publishAsync("invoices.sent", new Order(1));

    management.addStream(
        StreamConfiguration.builder().name("INVOICES").subjects("invoices.>").build());

    assertThat(answer.get().position()).isEqualTo(new StreamPosition("INVOICES", 1));
    management.deleteStream("INVOICES");
  }

  @Test
  void aFullStreamsRefusalIsLastingAndSaysWhy() throws Exception {
    management.updateStream(
        stream().maxMessages(1).discardPolicy(io.nats.client.api.DiscardPolicy.New).build());
    publisher().publish(SUBJECT, new Order(1));

    assertThatThrownBy(() -> publisher().publish(SUBJECT, new Order(2)))
        .asInstanceOf(InstanceOfAssertFactories.type(TransportException.class))
        .satisfies(e -> assertThat(e).hasMessageContaining("maximum messages exceeded"))
        .matches(TransportException::isLasting);
  }

  @Test
  void anInterruptedThreadSendsNothingAndStaysInterrupted() throws Exception {
    Publisher<Order> publisher = publisher();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> publisher.publish(SUBJECT, new Order(1)))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(stored()).isZero();
  }

  @Test
  void whatDoesNotWaitIsSentByAnInterruptedThreadToo() throws Exception {
    Publisher<Order> publisher = publisher();
    CompletableFuture<PublishReceipt> answer;
    Thread.currentThread().interrupt();
    try {
      answer = publisher.publishAsync(SUBJECT, new Order(1));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(answer.get().position().sequence()).isEqualTo(1);
  }

  @Test
  void aHeaderThatTheClientCannotWriteIsNamedAndNothingIsSent() throws Exception {
    PublishOptions options =
        PublishOptions.defaults().withHeaders(Headers.of("Customer", "Jürgen"));

    assertThatThrownBy(() -> publisher().publish(SUBJECT, new Order(1), options))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("header Customer: expected an ASCII value");
    assertThat(stored()).isZero();
  }

  @Test
  @SuppressWarnings("try") // jnats closes by a method that may be interrupted
  void aClosedConnectionIsSaid() throws Exception {
    Publisher<Order> publisher;
    try (var other = server.connect()) {
      publisher = JetStreams.publisher(other, CODEC);
    }

    assertThatThrownBy(() -> publisher.publish(SUBJECT, new Order(1)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("publish to " + SUBJECT);
  }

  @Test
  @SuppressWarnings("NullAway") // not every caller has a null checker
  void nullIsRefusedByItsName() throws Exception {
    nullRefused(() -> JetStreams.publisher(null, CODEC), "connection: null");
    nullRefused(() -> JetStreams.publisher(connection, null), "codec: null");
    nullRefused(() -> JetStreams.publisher(connection, CODEC, (PublisherOptions) null), "options");
    nullRefused(() -> JetStreams.subscriber(connection, null, CODEC), "consumer: null");
    nullRefused(() -> JetStreams.fetcher(connection, context(), null), "codec: null");
    nullRefused(() -> RequestReply.requester(connection, CODEC, null), "answer codec: null");
  }

  private static void nullRefused(ThrowingCallable call, String text) {
    assertThatNullPointerException().isThrownBy(call).withMessageStartingWith(text);
  }

  @Test
  void closeLeavesTheConnectionOpen() throws Exception {
    Publisher<Order> publisher = publisher();
    publisher.close();
    publisher.close();

    assertUsable(connection);
  }

  @Test
  void publishersOfSeveralTypesShareTheConnection() throws Exception {
    publisher().publish(SUBJECT, new Order(1));
    JetStreams.publisher(connection, StringCodec.INSTANCE).publish(SUBJECT, "two");

    assertThat(List.of(message(1).getData(), message(2).getData()))
        .extracting(data -> new String(data, java.nio.charset.StandardCharsets.UTF_8))
        .containsExactly("{\"id\":1}", "two");
  }

  private Publisher<Order> publisher() {
    return JetStreams.publisher(connection, CODEC);
  }

  private MessageInfo message(long sequence)
      throws IOException, io.nats.client.JetStreamApiException {
    return management.getMessage(STREAM, sequence);
  }

  private static final class Unencodable implements Codec<Order> {

    @Override
    public String contentType() {
      return "application/json";
    }

    @Override
    public byte[] encode(Order payload) {
      throw new IllegalStateException("no such id");
    }

    @Override
    public Order decode(byte[] data) {
      throw new IllegalStateException("not read here");
    }
  }
}
