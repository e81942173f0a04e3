package dev.weft.engine.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.RetryPolicy;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.engine.worker.Worker;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.InMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What comes after its last attempt is judged by whether that attempt was begun. */
class AttemptJournalTest {

  private static final HandlerId ID = Parts.ID;

  @AutoClose private final Bench bench = new Bench();
  private final AtomicInteger restored = new AtomicInteger();
  private final AttemptJournal attemptJournal =
      new StreamAttemptJournal(bench.memory, restored::incrementAndGet);
  private final List<String> handled = new CopyOnWriteArrayList<>();

  AttemptJournalTest() {
    bench.memory.create(bench.consumer());
    bench.memory.create(SideStream.DEAD_LETTERS.beside("S", Map.of()));
    bench.deadLetters(
        new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {}));
    bench.attemptJournal(attemptJournal);
  }

  @Test
  void whatWasBegunForTheLastTimeAndHasNoVerdictIsKeptUnseen() {
    assertKeptUnseen("crashes the process", AttemptNote.Stage.BEGUN_ALONE);
  }

  @Test
  void whatWasDeliveredAsOftenAndNeverBegunIsHandled() {
    createStream();
    bench.publish("innocent");
    deliver(7);

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack innocent #8");
    assertThat(handled).containsExactly("innocent");
    assertThat(kept()).isZero();
    assertThat(note()).contains(new AttemptNote(AttemptNote.Stage.HANDLED, 8));
  }

  @Test
  void whateverANoteFailsByTheAttemptIsMade() {
    bench.attemptJournal(
        new AttemptJournal() {
          @Override
          public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {
            throw new OutOfMemoryError("by the test");
          }

          @Override
          public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
            return Optional.empty();
          }
        });
    createStream();
    bench.publish("one");
    deliver(2);

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack one #3");
    assertThat(handled).containsExactly("one");
  }

  @Test
  void whatWasHandledAndComesAgainIsHandledAgain() {
    createStream();
    bench.publish("its ack was lost");
    deliver(2);
    Delivery last = deliver(1);
    attemptJournal.note(ID, last, AttemptNote.Stage.BEGUN);
    attemptJournal.note(ID, last, AttemptNote.Stage.HANDLED);

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack its ack was lost #4");
    assertThat(handled).hasSize(1);
  }

  @Test
  void anInterruptOfTheLastAttemptHandsItBackForAnother() throws InterruptedException {
    createStream();
    bench.publish("one");
    deliver(2);
    var started = new CountDownLatch(1);
    Worker first =
        bench.start(
            message -> {
              started.countDown();
              new CountDownLatch(1).await();
            });
    started.await();
    assertThat(note()).contains(new AttemptNote(AttemptNote.Stage.BEGUN_ALONE, 3));
    first.stop();
    bench.thread().interrupt();
    bench.awaitEnd();

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("retry one #3", "ack one #4");
    assertThat(kept()).isZero();
  }

  @Test
  void whatTheHandlerNaksByHandComesAgainHoweverOften() {
    createStream();
    bench.publish("one");

    bench.start(
        message -> {
          if (message.attempt() < 6) {
            message.nak(Duration.ZERO);
          }
        });

    bench.outcomes.awaitSettlements(
        "retry one #1",
        "retry one #2",
        "retry one #3",
        "retry one #4",
        "retry one #5",
        "ack one #6");
  }

  @Test
  void whatIsGivenUpAndCannotBeKeptIsNoted() {
    createStream();
    bench.deadLetters(
        new DeadLetters() {
          @Override
          public String keep(HandlerId handler, Delivery delivery, Outcome.Reject reject) {
            throw TransportException.passing("no room", null);
          }
        });
    bench.publish("poison");
    deliver(2);

    bench.start(
        message -> {
          throw new IllegalStateException("always");
        });

    bench.outcomes.awaitSettlements("retry poison #3");
    assertThat(note()).contains(new AttemptNote(AttemptNote.Stage.GIVEN_UP, 3));
  }

  @Test
  void whatAnotherProcessHasGivenUpAndCouldNotKeepIsKeptUnseen() {
    assertKeptUnseen("poison", AttemptNote.Stage.GIVEN_UP);
  }

  @Test
  void whereTheNotesCannotBeReadTheMessageWaits() {
    assertWaits(
        () -> {
          throw TransportException.passing("server away", null);
        });
  }

  @Test
  void soItDoesWhereReadingThemFailsByAnError() {
    assertWaits(
        () -> {
          throw new OutOfMemoryError("by the test");
        });
  }

  private void assertWaits(Supplier<Optional<AttemptNote>> reading) {
    try (var failures = CapturedLog.of("dev.weft.engine.delivery", Level.ERROR)) {
      bench.attemptJournal(
          new AttemptJournal() {
            @Override
            public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {
              handled.add("noted " + stage);
            }

            @Override
            public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
              return reading.get();
            }
          });
      bench.publish("one");
      deliver(3);

      bench.start(message -> handled.add(message.payload()));

      bench.outcomes.awaitSettlements("retry one #4");
      assertThat(handled).isEmpty();
      assertThat(failures.lines()).as("what has failed without a verdict").isEmpty();
    }
  }

  @Test
  void whereNothingCanBeNotedTheAttemptGoesOn() {
    bench.publish("one"); // and there is no stream for notes
    deliver(2);

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack one #3");
    assertThat(restored).hasValue(1);
    assertThat(handled).containsExactly("one");
  }

  @Test
  void onlyALastAttemptHasItsNote() {
    createStream();
    bench.publish("one", "two");

    bench.start(
        message -> {
          if (message.payload().equals("two") && message.attempt() < 3) {
            throw new IllegalStateException("not yet");
          }
        });

    await().until(() -> bench.outcomes.settlements().contains("ack two #3"));
    assertThat(notes()).isEqualTo(2); // begun and handled
  }

  @Test
  void aSingleAttemptHasNoneOnItsFirstDelivery() {
    createStream();
    bench.retry(RetryPolicy.builder().attempts(1).fixedDelay(Duration.ZERO).build()).publish("one");

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack one #1");
    assertThat(notes()).isZero();
  }

  @Test
  void withManualAcknowledgementThereAreNone() {
    createStream();
    bench.manual().publish("one");
    deliver(5);

    bench.start(message -> message.ack());

    bench.outcomes.awaitSettlements("ack one #6");
    assertThat(notes()).isZero();
  }

  private void assertKeptUnseen(String message, AttemptNote.Stage noted) {
    createStream();
    bench.publish(message);
    attemptJournal.note(ID, deliver(3), noted);

    bench.start(text -> handled.add(text.payload()));

    bench.outcomes.awaitSettlements("reject " + message + " #4");
    assertThat(kept()).isEqualTo(1);
    assertThat(handled).isEmpty();
  }

  private void createStream() {
    bench.memory.create(SideStream.DEATHS.beside("S", Map.of()));
  }

  /** Has the first message delivered so often, each time to nobody's verdict. */
  private Delivery deliver(int times) {
    return InMemory.handBack(bench.memory, bench.consumer(), times);
  }

  private Optional<AttemptNote> note() {
    Delivery first = bench.memory.recall(bench.consumer(), 1, 1).orElseThrow();
    return attemptJournal.find(ID, first);
  }

  private long notes() {
    return count("S_DEATHS");
  }

  private long kept() {
    return count("S_DLQ");
  }

  private long count(String stream) {
    return bench.memory.state(stream).orElseThrow().messages();
  }
}
