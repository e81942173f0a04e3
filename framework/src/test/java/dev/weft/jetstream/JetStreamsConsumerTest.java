package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Consumer;
import dev.weft.Message;
import dev.weft.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fetching on a connection of the caller's. */
class JetStreamsConsumerTest extends TypedApi {

  private static final Duration SHORT_ACK_WAIT = Duration.ofSeconds(1);
  private static final Duration A_MOMENT = Duration.ofMillis(300);

  @Test
  void fetchBlocksUntilAMessageIsThere() throws Exception {
    Consumer<Order> consumer = consumer();
    FutureTask<List<Message<Order>>> fetching = fetching(consumer, 5);
    await().during(A_MOMENT).until(() -> !fetching.isDone());

    publish(1);

    List<Message<Order>> messages = fetching.get();
    assertThat(messages).extracting(TypedApi::note).containsExactly("1#1");
    messages.get(0).ack();
    awaitAllSettled();
  }

  @Test
  void fetchReturnsWhatHasComeAndNeverMoreThanItIsAskedFor() throws Exception {
    publish(IntStream.rangeClosed(1, 100).toArray());
    Consumer<Order> consumer = consumer();
    var notes = new ArrayList<String>();

    while (notes.size() < 100) {
      List<Message<Order>> messages = consumer.fetch(7);
      assertThat(messages).hasSizeBetween(1, 7);
      // The last round's acknowledgements may still be on their way; what is held stays held.
      await().untilAsserted(() -> assertThat(info().getNumAckPending()).isBetween(1L, 7L));
      messages.forEach(
          message -> {
            notes.add(note(message));
            message.ack();
          });
    }

    assertThat(notes)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 100).mapToObj(i -> i + "#1").toList());
    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(100);
  }

  @Test
  void aFetchWithALimitReturnsNothingAfterIt() throws Exception {
    assertThat(consumer().fetch(1, A_MOMENT)).isEmpty();
  }

  @Test
  void aFetchOfNothingIsRefused() throws Exception {
    Consumer<Order> consumer = consumer();

    assertThatThrownBy(() -> consumer.fetch(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fetch(0): expected at least 1");
  }

  @Test
  void whatCannotBeDecodedIsTerminatedLoggedAndLeftOut() throws Exception {
    publishText("{broken");
    publish(2);
    Consumer<Order> consumer = consumer();

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      // The fetch that gets nothing but the broken one goes on waiting.
      List<Message<Order>> messages = consumer.fetch(1);

      assertThat(messages).extracting(TypedApi::note).containsExactly("2#1");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("ERROR", "ORDERS/1", "terminated on attempt 1: cannot be decoded");
      messages.get(0).ack();
    }
    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(2);
  }

  @Test
  void aFetchedMessageMayBeGivenBackAtOnceOrAfterADelay() throws Exception {
    publish(1);
    Consumer<Order> consumer = consumer();

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      consumer.fetch(1).get(0).nak();
      Message<Order> second = consumer.fetch(1).get(0);
      assertThat(second.attempt()).isEqualTo(2);
      second.nak(Duration.ofMillis(700));
      assertThat(consumer.fetch(1, A_MOMENT)).isEmpty();
      Message<Order> third = consumer.fetch(1).get(0);
      assertThat(third.attempt()).isEqualTo(3);
      third.ack();
      assertThat(log.lines()).hasSize(2).allMatch(line -> line.contains("asked for by"));
    }
    awaitAllSettled();
  }

  @Test
  void aFetchedMessageMayBeTerminated() throws Exception {
    publish(1);

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      consumer().fetch(1).get(0).term("no such customer");
      assertThat(log.lines()).singleElement().asString().contains("no such customer");
    }
    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(1);
  }

  @Test
  void aFetchedMessageThatIsNotSettledComesAgainAfterItsAckWait() throws Exception {
    publish(1);
    Consumer<Order> consumer = consumer(durable().ackWait(SHORT_ACK_WAIT));
    assertThat(consumer.fetch(1)).hasSize(1);

    Message<Order> again = consumer.fetch(1).get(0);

    assertThat(again.attempt()).isEqualTo(2);
    again.ack();
    awaitAllSettled();
  }

  @Test
  void inProgressKeepsItBeyondThat() throws Exception {
    publish(1);
    Consumer<Order> consumer = consumer(durable().ackWait(KEPT_ACK_WAIT));
    Message<Order> message = consumer.fetch(1).get(0);

    await()
        .pollInterval(KEPT_ACK_WAIT.dividedBy(8))
        .during(KEPT_ACK_WAIT.plusSeconds(1))
        .until(
            () -> {
              message.inProgress();
              return deliveries() == 1;
            });
    message.ack();

    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(1);
  }

  @Test
  void closeWakesAWaitingFetch() throws Exception {
    Consumer<Order> consumer = consumer();
    FutureTask<List<Message<Order>>> fetching = fetching(consumer, 1);
    await().during(A_MOMENT).until(() -> !fetching.isDone());

    consumer.close();

    assertThat(fetching.get()).isEmpty();
    assertThat(consumer.fetch(1)).isEmpty();
    consumer.close();
  }

  @Test
  void anInterruptEndsAFetchAndLosesNothing() throws Exception {
    Consumer<Order> consumer = consumer();
    var fetching = new FutureTask<>(() -> consumer.fetch(1));
    Thread fetcher = Thread.ofVirtual().start(fetching);
    await().during(A_MOMENT).until(() -> !fetching.isDone());

    fetcher.interrupt();
    assertThatThrownBy(fetching::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);

    publish(1);
    Message<Order> message = consumer.fetch(1).get(0);
    assertThat(note(message)).isEqualTo("1#1");
    message.ack();
    awaitAllSettled();
  }

  @Test
  void whatWasFetchedCanBeSettledAfterTheClose() throws Exception {
    publish(1);
    Consumer<Order> consumer = consumer();
    Message<Order> message = consumer.fetch(1).get(0);

    consumer.close();
    message.ack();

    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(1);
  }

  @Test
  void whatWasAskedForButNotFetchedIsHandedBackByTheClose() throws Exception {
    publish(IntStream.rangeClosed(1, 20).toArray());
    Consumer<Order> first = consumer();
    int fetched = first.fetch(20).size();

    first.close();

    // Long before the ack wait.
    Consumer<Order> second = consumer();
    var left = new ArrayList<Integer>();
    while (left.size() < 20 - fetched) {
      second.fetch(20).forEach(message -> left.add(message.payload().id()));
    }
    assertThat(left)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(fetched + 1, 20).boxed().toList());
    assertThat(second.fetch(1, A_MOMENT)).isEmpty();
  }

  @Test
  void closeLeavesTheConnectionOpen() throws Exception {
    consumer().close();

    assertUsable(connection);
  }

  @Test
  void onlyWhatTheConsumersFilterLetsThroughComes() throws Exception {
    publish(1);
    jetStream.publish("orders.cancelled", new byte[0]);
    Consumer<Order> consumer = consumer(durable().filterSubject(SUBJECT));

    assertThat(consumer.fetch(5)).extracting(Message::subject).containsExactly(SUBJECT);
    assertThat(consumer.fetch(5, A_MOMENT)).isEmpty();
  }

  private static FutureTask<List<Message<Order>>> fetching(Consumer<Order> consumer, int max) {
    var fetching = new FutureTask<>(() -> consumer.fetch(max));
    Thread.ofVirtual().start(fetching);
    return fetching;
  }
}
