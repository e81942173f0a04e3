package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.ReceiveMode;
import dev.weft.testing.CapturedLog;
import io.nats.client.api.ConsumerConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscriber whose handler settles its messages itself. */
class JetStreamsManualAckTest extends TypedApi {

  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final List<Message<Order>> messages = new CopyOnWriteArrayList<>();
  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft", Level.WARN);

  @ParameterizedTest
  @EnumSource
  void whatTheHandlerAcknowledgesIsDone(ReceiveMode mode) throws Exception {
    publish(1, 2, 3);

    subscribe(
        close(
            JetStreams.subscriber(
                connection,
                context(),
                CODEC,
                SubscriberOptions.defaults().withManualAck().withMode(mode))),
        message -> {
          handled.add(note(message));
          message.ack();
        });

    awaitAllSettled();
    assertThat(handled).containsExactly("1#1", "2#1", "3#1");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void aNakBringsTheMessageAgainAtOnce() throws Exception {
    publish(1);

    subscribe(
        message -> {
          handled.add(note(message));
          if (message.attempt() == 1) {
            message.nak();
          } else {
            message.ack();
          }
        });

    awaitAllSettled();
    assertThat(handled).containsExactly("1#1", "1#2");
  }

  @Test
  void aNakWithADelayBringsItAgainAfterIt() throws Exception {
    publish(1);
    var at = new CopyOnWriteArrayList<Long>();

    subscribe(
        message -> {
          at.add(System.nanoTime());
          if (message.attempt() == 1) {
            message.nak(Duration.ofMillis(700));
          } else {
            message.ack();
          }
        });

    awaitAllSettled();
    assertThat(Duration.ofNanos(at.get(1) - at.get(0)))
        .isBetween(Duration.ofMillis(650), ACK_WAIT.dividedBy(2));
  }

  @Test
  void aNegativeDelayIsRefused() throws Exception {
    publish(1);

    subscribe(
        message -> {
          assertThatThrownBy(() -> message.nak(Duration.ofMillis(-1)))
              .isInstanceOf(IllegalArgumentException.class);
          handled.add(note(message));
          message.ack();
        });

    awaitAllSettled();
    assertThat(handled).containsExactly("1#1");
  }

  @Test
  void aTerminatedMessageDoesNotComeAgain() throws Exception {
    publish(1, 2);

    subscribe(
        message -> {
          handled.add(note(message));
          if (message.payload().id() == 1) {
            message.term("no such customer");
          } else {
            message.ack();
          }
        });

    awaitAllSettled();
    assertThat(handled).containsExactly("1#1", "2#1");
    await().until(() -> !log.lines().isEmpty()); // the server is told before the log
    assertThat(log.lines()).singleElement().asString().contains("ERROR", "no such customer");
  }

  @Test
  void onlyTheFirstSettlementCounts() throws Exception {
    publish(1);

    subscribe(
        message -> {
          handled.add(note(message));
          message.ack();
          message.nak();
        });

    awaitAllSettled();
    await().until(() -> log.lines().size() == 1);
    assertThat(log.lines().get(0)).contains("comes after the message was settled");
    assertThat(deliveries()).isEqualTo(1);
  }

  @Test
  void anExceptionRetriesWhatWasNotSettled() throws Exception {
    publish(1);

    subscribe(
        message -> {
          handled.add(note(message));
          if (message.attempt() == 1) {
            throw new IOException("gateway away");
          }
          message.ack();
        });

    awaitAllSettled();
    assertThat(handled).containsExactly("1#1", "1#2");
  }

  @Test
  void aMessageMayBeSettledLaterByAnotherThread() throws Exception {
    publish(1, 2);

    subscribe(messages::add);
    await().until(() -> messages.size() == 1);
    assertThat(info().getNumAckPending()).isPositive();
    messages.get(0).ack();
    // The next one starts once the one in work is settled.
    await().until(() -> messages.size() == 2);
    messages.get(1).ack();

    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(2);
  }

  @Test
  void inProgressKeepsAMessageBeyondItsAckWait() throws Exception {
    publish(1);
    subscribe(durable().ackWait(KEPT_ACK_WAIT), messages::add);
    await().until(() -> messages.size() == 1);

    await()
        .pollInterval(KEPT_ACK_WAIT.dividedBy(8))
        .during(KEPT_ACK_WAIT.plusSeconds(1))
        .until(
            () -> {
              messages.get(0).inProgress();
              return messages.size() == 1;
            });
    messages.get(0).ack();

    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(1);
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void whatIsNotSettledWithinItsTimeLimitComesAgain() throws Exception {
    publish(1);
    var options =
        SubscriberOptions.defaults()
            .withManualAck()
            .withRetry(QUICK)
            .withTimeout(Duration.ofSeconds(3));
    subscribe(
        close(JetStreams.subscriber(connection, context(durable()), CODEC, options)),
        message -> {
          messages.add(message);
          if (message.attempt() > 1) {
            message.ack();
          }
        });

    awaitAllSettled();
    assertThat(messages).extracting(Message::attempt).containsExactly(1, 2);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("attempt 1 failed", "time limit of 3s");
  }

  private void subscribe(Handler<Order> handler) throws Exception {
    subscribe(durable(), handler);
  }

  private void subscribe(ConsumerConfiguration.Builder consumer, Handler<Order> handler)
      throws Exception {
    var options = SubscriberOptions.defaults().withManualAck().withRetry(QUICK);
    subscribe(close(JetStreams.subscriber(connection, context(consumer), CODEC, options)), handler);
  }
}
