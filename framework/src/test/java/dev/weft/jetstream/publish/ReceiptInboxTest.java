package dev.weft.jetstream.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.jetstream.connection.Link;
import dev.weft.testing.OnNats;
import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a publish that is sent ends: by its answer, its time-out, an interrupt or a close. */
class ReceiptInboxTest extends OnNats {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final Connection other = server.connect(server.options().reportNoResponders());

  @BeforeEach
  void createStream() throws Exception {
    createStream("ORDERS", "orders");
  }

  @Test
  void whatNobodyAnswersTimesOut() throws Exception {
    silence();
    JetStreamOutbox outbox = outbox(SHORT);

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> outbox.publish("silent", new byte[1], Headers.empty()))
        .withMessage("publish to silent: not confirmed within 300ms")
        .matches(failure -> !failure.isLasting() && !failure.isWithoutEffect(), "may be stored");
    assertFails(publish(outbox, "silent"), "not confirmed within 300ms");
    assertThat(publish(outbox, "orders")).succeedsWithin(PATIENCE);
  }

  @Test
  void timesOutAfterAPauseToo() throws Exception {
    silence();
    JetStreamOutbox outbox = outbox(SHORT);
    assertFails(publish(outbox, "silent"), "not confirmed");

    assertFails(publish(outbox, "silent"), "not confirmed");
  }

  @Test
  void whatDependsOnAnAnswerAndBlocksHoldsUpNoTimeOut() throws Exception {
    Subscription taken = silence();
    JetStreamOutbox outbox = outbox(Duration.ofSeconds(2));
    var released = new CountDownLatch(1);
    CompletableFuture<?> answered = publish(outbox, "silent").handle(holding(released));
    other.publish(replyTo(taken), "{\"stream\":\"S\",\"seq\":1}".getBytes(UTF_8));
    CompletableFuture<?> late = publish(outbox, "silent").handle(holding(released));

    assertFails(publish(outbox, "silent"), "not confirmed");
    assertFails(publish(outbox, "silent"), "not confirmed");

    assertThat(answered).isNotDone();
    assertThat(late).isNotDone();
    released.countDown();
    assertThat(CompletableFuture.allOf(answered, late)).succeedsWithin(PATIENCE);
  }

  @Test
  void anInterruptEndsTheWaitAndLeavesTheThreadInterrupted() throws Exception {
    Subscription silent = silence();
    JetStreamOutbox outbox = outbox(LONG);
    var failure = new AtomicReference<String>();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    outbox.publish("silent", new byte[1], Headers.empty());
                  } catch (TransportException e) {
                    failure.set(e.getMessage() + " " + Thread.currentThread().isInterrupted());
                  }
                });
    assertThat(silent.nextMessage(PATIENCE)).isNotNull();

    waiting.interrupt();

    await()
        .untilAsserted(
            () ->
                assertThat(failure)
                    .hasValue(
                        "publish to silent: interrupted before the server confirmed it true"));
  }

  @Test
  void whatIsNoAnswerFailsIt() throws Exception {
    Subscription taken = silence();
    CompletableFuture<PublishReceipt> publish = publish(outbox(LONG), "silent");

    other.publish(replyTo(taken), "hello".getBytes(UTF_8));

    assertFails(publish, "publish to silent: ");
  }

  @Test
  void theFirstAnswerCountsAndOthersAreIgnored() throws Exception {
    Subscription taken = silence();
    JetStreamOutbox outbox = outbox(LONG);
    CompletableFuture<PublishReceipt> publish = publish(outbox, "silent");
    String replyTo = replyTo(taken);

    other.publish(replyTo + "?", "hello".getBytes(UTF_8)); // a number that is none
    other.publish(replyTo + "9", "hello".getBytes(UTF_8)); // one that was not sent
    other.publish(replyTo, "{\"stream\":\"S\",\"seq\":1}".getBytes(UTF_8));
    other.publish(replyTo, "{\"stream\":\"S\",\"seq\":2}".getBytes(UTF_8));

    assertThat(publish)
        .succeedsWithin(PATIENCE)
        .matches(receipt -> receipt.position().sequence() == 1);
    assertThat(publish(outbox, "orders")).succeedsWithin(PATIENCE);
  }

  @Test
  void aClosedConnectionFailsWhatWaitsAtOnce() throws Exception {
    Subscription taken = silence();
    CompletableFuture<PublishReceipt> publish = publish(outbox(LONG), "silent");
    assertThat(taken.nextMessage(PATIENCE)).isNotNull();

    connection.close();

    assertFails(publish, "the subscription for its answer has ended");
  }

  @Test
  void aCloseWaitsForNobodyAndLosesNoAnswer() {
    JetStreamOutbox outbox = outbox(LONG);
    var publishes = new ArrayList<CompletableFuture<PublishReceipt>>();
    for (int i = 0; i < 1_000; i++) {
      publishes.add(publish(outbox, "orders"));
    }

    outbox.close();

    assertThat(CompletableFuture.allOf(publishes.toArray(CompletableFuture[]::new)))
        .succeedsWithin(PATIENCE);
  }

  @Test
  void afterACloseNothingIsSubscribedOnceAllIsAnswered() throws Exception {
    Subscription taken = silence();
    JetStreamOutbox outbox = outbox(LONG);
    CompletableFuture<PublishReceipt> publish = publish(outbox, "silent");
    String replyTo = replyTo(taken);

    outbox.close();
    other.publish(replyTo, "{\"stream\":\"S\",\"seq\":1}".getBytes(UTF_8));

    assertThat(publish).succeedsWithin(PATIENCE);
    await().until(() -> nobodyListensTo(replyTo));
    outbox.close();
  }

  @Test
  void whatIsPublishedAfterACloseIsConfirmedAndLeavesNothingBehind() throws Exception {
    Subscription taken = silence();
    JetStreamOutbox outbox = outbox(LONG);
    outbox.close();

    assertThat(publish(outbox, "orders")).succeedsWithin(PATIENCE);
    CompletableFuture<PublishReceipt> publish = publish(outbox, "silent");
    String replyTo = replyTo(taken);
    other.publish(replyTo, "{\"stream\":\"S\",\"seq\":1}".getBytes(UTF_8));

    assertThat(publish).succeedsWithin(PATIENCE);
    await().until(() -> nobodyListensTo(replyTo));
  }

  private JetStreamOutbox outbox(Duration timeout) {
    return new JetStreamOutbox(Link.on(connection), timeout);
  }

  private static CompletableFuture<PublishReceipt> publish(JetStreamOutbox outbox, String subject) {
    return outbox.publishAsync(subject, new byte[1], Headers.empty());
  }

  /** Has somebody listen who does not answer. */
  private Subscription silence() throws Exception {
    Subscription silent = other.subscribe("silent");
    other.flush(PATIENCE);
    return silent;
  }

  private static String replyTo(Subscription subscription) throws InterruptedException {
    Message message = subscription.nextMessage(PATIENCE);
    assertThat(message).isNotNull();
    return message.getReplyTo();
  }

  private boolean nobodyListensTo(String subject) throws InterruptedException {
    try {
      other.request(subject, new byte[0]).get(1, TimeUnit.SECONDS);
      return false;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof JetStreamStatusException; // the server's own word
    }
  }

  private static void assertFails(CompletableFuture<?> publish, String message) {
    assertThat(publish)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(TransportException.class)
        .withMessageContaining(message);
  }

  private static BiFunction<Object, Throwable, Boolean> holding(CountDownLatch released) {
    return (receipt, failure) -> {
      try {
        return released.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
  }
}
