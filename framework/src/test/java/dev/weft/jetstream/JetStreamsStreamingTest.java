package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.Fetcher;
import dev.weft.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A consumer's messages read as a stream. */
class JetStreamsStreamingTest extends TypedApi {

  @Test
  void itHasTheMessagesInOrder() throws Exception {
    publish(IntStream.rangeClosed(1, 20).toArray());
    var notes = new ArrayList<String>();

    try (Stream<Message<Order>> messages = fetcher().stream(5)) {
      messages
          .limit(20)
          .forEach(
              message -> {
                notes.add(note(message));
                message.ack();
              });
    }

    assertThat(notes)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).mapToObj(i -> i + "#1").toList());
    awaitAllSettled();
  }

  @Test
  void itTakesNoMoreThanIsRead() throws Exception {
    publish(1, 2, 3, 4);

    try (Stream<Message<Order>> messages = fetcher().stream()) {
      messages.limit(2).forEach(message -> {});

      assertThat(info().getNumAckPending()).isEqualTo(2);
      assertThat(info().getNumPending()).isEqualTo(2);
    }
  }

  @Test
  void aCloseHandsBackWhatWasFetchedAndNotRead() throws Exception {
    publish(1, 2, 3);
    Fetcher<Order> fetcher = fetcher();
    try (Stream<Message<Order>> messages = fetcher.stream(3)) {
      messages.limit(1).forEach(Message::ack);
    }

    List<Message<Order>> again = new ArrayList<>();
    while (again.size() < 2) {
      again.addAll(fetcher.fetch(3));
    }

    assertThat(again).extracting(message -> message.payload().id()).containsExactly(2, 3);
    again.forEach(Message::ack);
    awaitAllSettled();
  }

  @Test
  void itEndsWhenTheConsumerIsClosed() throws Exception {
    publish(1);
    Fetcher<Order> fetcher = fetcher();
    FutureTask<List<String>> reading = reading(fetcher);
    Thread reader = Thread.ofVirtual().start(reading);
    awaitAllSettled();

    fetcher.close();

    await().until(() -> !reader.isAlive());
    assertThat(reading.resultNow()).containsExactly("1#1");
  }

  @Test
  void itEndsWhenItsReaderIsInterrupted() throws Exception {
    publish(1);
    FutureTask<List<String>> reading = reading(fetcher());
    Thread reader = Thread.ofVirtual().start(reading);
    awaitAllSettled();

    reader.interrupt();

    await().until(() -> !reader.isAlive());
    assertThat(reading.resultNow()).containsExactly("1#1", "interrupted");
  }

  @Test
  void aParallelStreamFetchesNoMoreEither() throws Exception {
    publish(1, 2, 3, 4);
    List<String> notes = new CopyOnWriteArrayList<>();

    try (Stream<Message<Order>> messages = fetcher().stream()) {
      messages.parallel().limit(2).forEach(message -> notes.add(note(message)));
    }

    assertThat(notes).containsExactlyInAnyOrder("1#1", "2#1");
    assertThat(info().getNumAckPending()).isEqualTo(2);
  }

  @Test
  void aStreamOfNothingIsRefused() throws Exception {
    Fetcher<Order> fetcher = fetcher();

    assertThatThrownBy(() -> fetcher.stream(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stream(0): expected at least 1");
  }

  private static FutureTask<List<String>> reading(Fetcher<Order> fetcher) {
    return new FutureTask<>(
        () -> {
          var notes = new ArrayList<String>();
          try (Stream<Message<Order>> messages = fetcher.stream()) {
            messages.forEach(
                message -> {
                  notes.add(note(message));
                  message.ack();
                });
          }
          if (Thread.currentThread().isInterrupted()) {
            notes.add("interrupted");
          }
          return notes;
        });
  }
}
