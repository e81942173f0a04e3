package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.ReceiveMode;
import dev.weft.Subscriber;
import dev.weft.testing.CapturedLog;
import io.nats.client.ConsumerContext;
import io.nats.client.api.AckPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a subscriber ends, what it leaves behind, and which consumers it takes none from. */
class JetStreamsSubscriberEndTest extends TypedApi {

  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final Semaphore gate = new Semaphore(0);

  // What is interrupted or broken here is warned of.
  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft", Level.WARN);

  @ParameterizedTest
  @EnumSource
  void itBlocksUntilItsThreadIsInterruptedAndHandsTheMessageInWorkBack(ReceiveMode mode)
      throws Exception {
    publish(1);
    Subscription subscription = subscribe(subscriber(options(mode)), message -> gate.acquire());
    await().until(() -> info().getNumAckPending() == 1);
    assertThat(subscription.isAtWork()).isTrue();

    subscription.thread().interrupt();

    assertThat(subscription.end()).isEqualTo("InterruptedException");
    // Its own pull may be open still, so that it got the message once more before it ended.
    subscribe(subscriber(options(mode)), message -> handled.add(note(message)));
    awaitAllSettled();
    assertThat(handled).singleElement().isIn("1#2", "1#3");
    assertThat(log.lines()).hasSize(1).allMatch(line -> line.contains("interrupted, handed back"));
  }

  @ParameterizedTest
  @EnumSource
  void itBlocksUntilItIsClosed(ReceiveMode mode) throws Exception {
    Subscriber<Order> subscriber = subscriber(options(mode));
    Subscription subscription = subscribe(subscriber, message -> handled.add(note(message)));
    publish(1);
    await().until(() -> handled.contains("1#1"));
    assertThat(subscription.isAtWork()).isTrue();

    subscriber.close();
    subscriber.close();

    assertThat(subscription.end()).isEqualTo("returned");
  }

  @ParameterizedTest
  @EnumSource
  void aCloseLetsTheMessageInWorkFinishAndHandsBackWhatWasNotStarted(ReceiveMode mode)
      throws Exception {
    publish(IntStream.rangeClosed(1, 20).toArray());
    Subscriber<Order> subscriber = subscriber(options(mode));
    Subscription subscription =
        subscribe(
            subscriber,
            message -> {
              gate.acquire();
              handled.add(note(message));
            });
    await().until(() -> info().getNumAckPending() > 0);

    subscriber.close();
    assertThat(subscription.isAtWork()).isTrue();
    gate.release(20);

    assertThat(subscription.end()).isEqualTo("returned");
    assertThat(handled).containsExactly("1#1");
    await().until(() -> info().getAckFloor().getStreamSequence() == 1);
    // Long before the ack wait, so they were handed back.
    subscribe(subscriber(options(mode)), message -> handled.add("next " + message.payload().id()));
    awaitAllSettled();
    assertThat(handled.subList(1, 20))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(2, 20).mapToObj(i -> "next " + i).toList());
  }

  @Test
  void aCloseLeavesTheConnectionOpenAndTheConsumerToTheNext() throws Exception {
    Subscriber<Order> subscriber = subscriber(options(ReceiveMode.PUSH));
    Subscription subscription = subscribe(subscriber, message -> handled.add(note(message)));
    publish(1);
    await().until(() -> handled.contains("1#1"));
    subscriber.close();
    subscription.end();

    assertUsable(connection);
    publish(2);
    subscribe(
        subscriber(options(ReceiveMode.PUSH)), message -> handled.add("next " + note(message)));
    await().until(() -> handled.contains("next 2#1"));
  }

  @Test
  void aClosedOneSubscribesNoMore() throws Exception {
    Subscriber<Order> subscriber = subscriber(options(ReceiveMode.PUSH));
    subscriber.close();

    assertThatThrownBy(() -> subscriber.subscribe(message -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void whenTheServerGoesAwayAndComesBackItGoesOn() throws Exception {
    subscribe(subscriber(options(ReceiveMode.PUSH)), message -> handled.add(note(message)));
    publish(1);
    await().until(() -> handled.contains("1#1"));

    server.kill();
    server.restart();
    // The stream was in memory; the subscriber's consumer comes back with it.
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(this::streamIsBack);

    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              publish(2);
              return handled.stream().anyMatch(note -> note.startsWith("2#"));
            });
  }

  @Test
  void aConsumerThatIsDeletedUnderItEndsIt() throws Exception {
    Subscription subscription =
        subscribe(subscriber(options(ReceiveMode.PUSH)), message -> handled.add(note(message)));
    publish(1);
    await().until(() -> handled.contains("1#1"));

    management.deleteConsumer(STREAM, "test");

    assertThat(subscription.end()).isEqualTo("TransportException");
  }

  @Test
  void aPushConsumerIsRefused() throws Exception {
    ConsumerContext push = context(durable().deliverSubject("deliver.here"));

    assertThatThrownBy(() -> JetStreams.subscriber(connection, push, CODEC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consumer ORDERS/test: it is a push consumer");
    assertThatThrownBy(() -> JetStreams.fetcher(connection, push, CODEC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = AckPolicy.class,
      names = {"None", "All"})
  void aConsumerThatDoesNotAcknowledgeEachMessageIsRefused(AckPolicy policy) throws Exception {
    ConsumerContext context = context(durable().ackPolicy(policy));

    assertThatThrownBy(() -> JetStreams.subscriber(connection, context, CODEC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consumer ORDERS/test: ack policy")
        .hasMessageContaining("expected explicit");
    assertThatThrownBy(() -> JetStreams.fetcher(connection, context, CODEC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private boolean streamIsBack() throws Exception {
    if (!management.getStreamNames().contains(STREAM)) {
      management.addStream(stream().build());
    }
    context();
    return true;
  }

  private static SubscriberOptions options(ReceiveMode mode) {
    return SubscriberOptions.defaults().withRetry(QUICK).withMode(mode);
  }
}
