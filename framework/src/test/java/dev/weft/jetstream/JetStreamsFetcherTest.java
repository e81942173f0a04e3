package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Fetcher;
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
class JetStreamsFetcherTest extends TypedApi {

  private static final Duration SHORT_ACK_WAIT = Duration.ofSeconds(1);
  private static final Duration A_MOMENT = Duration.ofMillis(300);

  @Test
  void fetchBlocksUntilAMessageIsThere() throws Exception {
    Fetcher<Order> fetcher = fetcher();
    FutureTask<List<Message<Order>>> fetching = fetching(fetcher, 5);
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
    Fetcher<Order> fetcher = fetcher();
    var notes = new ArrayList<String>();

    while (notes.size() < 100) {
      List<Message<Order>> messages = fetcher.fetch(7);
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
    assertThat(fetcher().fetch(1, A_MOMENT)).isEmpty();
  }

  @Test
  void aFetchOfNothingIsRefused() throws Exception {
    Fetcher<Order> fetcher = fetcher();

    assertThatThrownBy(() -> fetcher.fetch(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fetch(0): expected at least 1");
  }

  @Test
  void whatCannotBeDecodedIsTerminatedLoggedAndLeftOut() throws Exception {
    publishText("{broken");
    publish(2);
    Fetcher<Order> fetcher = fetcher();

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      // The fetch that gets nothing but the broken one goes on waiting.
      List<Message<Order>> messages = fetcher.fetch(1);

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
    Fetcher<Order> fetcher = fetcher();

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      fetcher.fetch(1).get(0).nak();
      Message<Order> second = fetcher.fetch(1).get(0);
      assertThat(second.attempt()).isEqualTo(2);
      second.nak(Duration.ofMillis(700));
      assertThat(fetcher.fetch(1, A_MOMENT)).isEmpty();
      Message<Order> third = fetcher.fetch(1).get(0);
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
      fetcher().fetch(1).get(0).term("no such customer");
      assertThat(log.lines()).singleElement().asString().contains("no such customer");
    }
    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(1);
  }

  @Test
  void aFetchedMessageThatIsNotSettledComesAgainAfterItsAckWait() throws Exception {
    publish(1);
    Fetcher<Order> fetcher = fetcher(durable().ackWait(SHORT_ACK_WAIT));
    assertThat(fetcher.fetch(1)).hasSize(1);

    Message<Order> again = fetcher.fetch(1).get(0);

    assertThat(again.attempt()).isEqualTo(2);
    again.ack();
    awaitAllSettled();
  }

  @Test
  void inProgressKeepsItBeyondThat() throws Exception {
    publish(1);
    Fetcher<Order> fetcher = fetcher(durable().ackWait(KEPT_ACK_WAIT));
    Message<Order> message = fetcher.fetch(1).get(0);

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
    Fetcher<Order> fetcher = fetcher();
    FutureTask<List<Message<Order>>> fetching = fetching(fetcher, 1);
    await().during(A_MOMENT).until(() -> !fetching.isDone());

    fetcher.close();

    assertThat(fetching.get()).isEmpty();
    assertThat(fetcher.fetch(1)).isEmpty();
    fetcher.close();
  }

  @Test
  void anInterruptEndsAFetchAndLosesNothing() throws Exception {
    Fetcher<Order> fetcher = fetcher();
    var fetching = new FutureTask<>(() -> fetcher.fetch(1));
    Thread thread = Thread.ofVirtual().start(fetching);
    await().during(A_MOMENT).until(() -> !fetching.isDone());

    thread.interrupt();
    assertThatThrownBy(fetching::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);

    publish(1);
    Message<Order> message = fetcher.fetch(1).get(0);
    assertThat(note(message)).isEqualTo("1#1");
    message.ack();
    awaitAllSettled();
  }

  @Test
  void whatWasFetchedCanBeSettledAfterTheClose() throws Exception {
    publish(1);
    Fetcher<Order> fetcher = fetcher();
    Message<Order> message = fetcher.fetch(1).get(0);

    fetcher.close();
    message.ack();

    awaitAllSettled();
    assertThat(deliveries()).isEqualTo(1);
  }

  @Test
  void whatWasAskedForButNotFetchedIsHandedBackByTheClose() throws Exception {
    publish(IntStream.rangeClosed(1, 20).toArray());
    Fetcher<Order> first = fetcher();
    int fetched = first.fetch(20).size();

    first.close();

    // Long before the ack wait.
    Fetcher<Order> second = fetcher();
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
    fetcher().close();

    assertUsable(connection);
  }

  @Test
  void onlyWhatTheConsumersFilterLetsThroughComes() throws Exception {
    publish(1);
    jetStream.publish("orders.cancelled", new byte[0]);
    Fetcher<Order> fetcher = fetcher(durable().filterSubject(SUBJECT));

    assertThat(fetcher.fetch(5)).extracting(Message::subject).containsExactly(SUBJECT);
    assertThat(fetcher.fetch(5, A_MOMENT)).isEmpty();
  }

  private static FutureTask<List<Message<Order>>> fetching(Fetcher<Order> fetcher, int max) {
    var fetching = new FutureTask<>(() -> fetcher.fetch(max));
    Thread.ofVirtual().start(fetching);
    return fetching;
  }
}
