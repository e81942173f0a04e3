package dev.weft.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.PublishLimits;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.engine.BreakableOutbox;
import dev.weft.engine.BreakableOutbox.Fault;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.Outbox;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published again, how often, and how much at once. */
class RetryingOutboxTest {

  /** The two ways to publish, which have to do the same. */
  enum Way {
    WAITING {
      @Override
      PublishReceipt publish(Outbox outbox, Headers headers) {
        return outbox.publish(SUBJECT, new byte[1], headers);
      }
    },
    ASYNCHRONOUS {
      @Override
      PublishReceipt publish(Outbox outbox, Headers headers) {
        try {
          return outbox.publishAsync(SUBJECT, new byte[1], headers).join();
        } catch (CompletionException e) {
          throw (RuntimeException) e.getCause();
        }
      }
    };

    abstract PublishReceipt publish(Outbox outbox, Headers headers);
  }

  private static final String SUBJECT = "s.a";
  private static final Headers ID = Headers.of(Headers.NATS_MESSAGE_ID, "order-1");
  private static final Duration LONG = Duration.ofMinutes(5);

  private final MemoryTransport memory = new MemoryTransport();
  private final BreakableOutbox broken = new BreakableOutbox(memory.outbox());
  private final MovedMachine machine = new MovedMachine();
  private final Housekeeper clock = new Housekeeper(machine);

  RetryingOutboxTest() {
    memory.create(new StreamSpec("S", Map.of("subjects", List.of("s.>"))));
  }

  @AfterEach
  void close() {
    clock.close();
    memory.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatWasStoredUnheardIsPublishedAgainUnderItsIdAndStoredOnce(Way way) {
    broken.fail(Fault.ANSWER_LOST, 2);

    PublishReceipt receipt = way.publish(retrying(LONG), ID);

    assertThat(receipt.position().sequence()).isEqualTo(1);
    assertThat(receipt.duplicate()).isTrue();
    assertThat(broken.tries()).isEqualTo(3);
    assertThat(stored()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnIdALostAnswerIsNotTriedAgain(Way way) {
    broken.fail(Fault.ANSWER_LOST, 1);

    assertThatThrownBy(() -> way.publish(retrying(LONG), Headers.empty()))
        .isInstanceOf(TransportException.class)
        .hasMessage(
            "no answer; not tried again, since without Nats-Msg-Id it might be stored twice");
    assertThat(stored()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnIdWhatSurelyWasNotStoredIsTriedAgain(Way way) {
    broken.fail(Fault.NOT_STORED, 2);

    way.publish(retrying(LONG), Headers.empty());

    assertThat(broken.tries()).isEqualTo(3);
    assertThat(stored()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aLastingFailureIsNotTriedAgain(Way way) {
    broken.fail(Fault.REFUSED, 1);

    assertThatThrownBy(() -> way.publish(retrying(LONG), ID)).hasMessage("not allowed");
    assertThat(broken.tries()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whenTheTimeIsOverTheErrorNamesSubjectIdTriesAndTheLastCause(Way way) {
    broken.fail(Fault.NOT_STORED, 100);
    Outbox outbox = retrying(LONG);
    var failed = new CompletableFuture<TransportException>();
    Thread.ofVirtual()
        .start(
            () ->
                failed.complete(
                    catchThrowableOfType(TransportException.class, () -> way.publish(outbox, ID))));
    await().until(() -> broken.tries() >= 2);
    machine.move(LONG);

    TransportException failure = failed.orTimeout(40, TimeUnit.SECONDS).join();
    assertThat(failure)
        .hasMessageMatching(
            "publish to s.a, id order-1: its \\d+ tries failed in \\S+, lastly: nobody there")
        .hasCauseInstanceOf(TransportException.class);
    assertThat(failure.isLasting()).isFalse();
    assertThat(failure.isWithoutEffect()).isTrue();
    assertThat(broken.tries()).isBetween(2, 10);
  }

  @Test
  void onceATryMayHaveBeenStoredTheErrorDoesNotRuleItOut() {
    broken.fail(Fault.ANSWER_LOST, 1).fail(Fault.NOT_STORED, 100);
    Outbox outbox = retrying(Duration.ofMillis(300));

    var failure =
        catchThrowableOfType(
            TransportException.class, () -> outbox.publish(SUBJECT, new byte[1], ID));

    assertThat(failure.isWithoutEffect()).isFalse();
  }

  @Test
  void withNoTimeForASecondTryThereIsOne() {
    broken.fail(Fault.NOT_STORED, 1);

    assertThatThrownBy(() -> retrying(Duration.ZERO).publish(SUBJECT, new byte[1], ID))
        .hasMessageContaining("its one try failed");
    assertThat(broken.tries()).isEqualTo(1);
  }

  @Test
  void aPublishBeyondTheBoundWaitsUntilOneIsAnswered() {
    broken.hold();
    Outbox outbox = new RetryingOutbox(broken, new PublishLimits(LONG, 3), clock);
    for (int i = 0; i < 3; i++) {
      assertThat(publishAsync(outbox)).isNotDone();
    }

    var fourth = new AtomicReference<CompletableFuture<PublishReceipt>>();
    Thread waiting = Thread.ofVirtual().start(() -> fourth.set(publishAsync(outbox)));
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    assertThat(broken.unanswered()).isEqualTo(3);
    broken.answerOne();

    await().until(() -> broken.unanswered() == 3 && fourth.get() != null);
    for (int i = 0; i < 3; i++) {
      broken.answerOne();
    }
    assertThat(fourth.get()).succeedsWithin(Duration.ofSeconds(40));
  }

  @Test
  void aFailureGivesItsPlaceBack() {
    broken.fail(Fault.REFUSED, 2);
    Outbox outbox = new RetryingOutbox(broken, new PublishLimits(LONG, 1), clock);

    assertThat(publishAsync(outbox)).isCompletedExceptionally();
    assertThatThrownBy(() -> outbox.publish(SUBJECT, new byte[1], ID)).hasMessage("not allowed");

    assertThat(outbox.publish(SUBJECT, new byte[1], ID).position().sequence()).isEqualTo(1);
  }

  @Test
  void anInterruptEndsTheWaitForRoom() {
    broken.hold();
    Outbox outbox = new RetryingOutbox(broken, new PublishLimits(LONG, 1), clock);
    assertThat(publishAsync(outbox)).isNotDone();
    var failure = new AtomicReference<Throwable>();

    Thread waiting = publishOn(() -> assertThat(publishAsync(outbox)).isNull(), failure);
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    waiting.interrupt();

    await().until(() -> failure.get() != null);
    assertThat(failure.get())
        .isInstanceOf(TransportException.class)
        .hasMessage(
            "publish to s.a: interrupted while 1 publishes before it were unanswered; nothing was"
                + " sent (still interrupted)");
  }

  @Test
  void anInterruptEndsTheWaitForTheNextTry() {
    broken.fail(Fault.NOT_STORED, 1_000);
    Outbox outbox = retrying(LONG);
    var failure = new AtomicReference<Throwable>();

    Thread waiting = publishOn(() -> outbox.publish(SUBJECT, new byte[1], ID), failure);
    await().until(() -> broken.tries() >= 2);
    waiting.interrupt();

    await().until(() -> failure.get() != null);
    assertThat(failure.get()).hasMessageContaining("interrupted").hasMessageContaining("still");
  }

  @Test
  void whenTheClockIsClosedAWaitingPublishHasItsLastTryAtOnce() {
    broken.fail(Fault.NOT_STORED, 1_000);
    Outbox outbox = retrying(LONG);
    CompletableFuture<PublishReceipt> publish = publishAsync(outbox);
    await().until(() -> broken.tries() >= 4);

    clock.close();
    int tries = broken.tries();

    await().until(publish::isDone);
    assertThat(publish).isCompletedExceptionally();
    assertThat(broken.tries()).as("tries after the close").isBetween(tries, tries + 1);
  }

  private Outbox retrying(Duration time) {
    return new RetryingOutbox(broken, new PublishLimits(time, 1_000), clock);
  }

  private static CompletableFuture<PublishReceipt> publishAsync(Outbox outbox) {
    return outbox.publishAsync(SUBJECT, new byte[1], Headers.empty());
  }

  private static Thread publishOn(Runnable publish, AtomicReference<Throwable> failure) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                publish.run();
              } catch (TransportException e) {
                String flag = Thread.currentThread().isInterrupted() ? " (still interrupted)" : "";
                failure.set(TransportException.passing(e.getMessage() + flag, e));
              }
            });
  }

  /** How many messages the stream has taken, by the next one's sequence. */
  private long stored() {
    return memory.outbox().publish(SUBJECT, new byte[0], Headers.empty()).position().sequence() - 1;
  }
}
