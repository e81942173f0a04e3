package dev.weft.engine.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BreakerPolicy;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.RetryPolicy;
import dev.weft.engine.HandlerId;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.worker.Worker;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of each message when its batch fails, or part of it. */
class BatchFailuresTest extends BatchesAtWork {

  @Test
  void aWordOnOneMessageGoesBeforeTheResultOfItsBatch() {
    publish(4);
    bench
        .batch(4, LONG)
        .startBatches(
            messages -> {
              for (Message<String> message : messages) {
                if (message.payload().equals("m1") && message.attempt() == 1) {
                  message.term("not wanted");
                }
                if (message.payload().equals("m2") && message.attempt() == 1) {
                  message.nak(LONG);
                }
              }
              note(messages);
            });

    await().until(() -> bench.outcomes.settlements().size() == 4);
    assertThat(bench.outcomes.settlements())
        .containsExactlyInAnyOrder("ack m0 #1", "reject m1 #1", "retry m2 #1", "ack m3 #1");
  }

  @Test
  void whatFailsAloneFailsAndItsNeighboursAreHandled() {
    publish(10);
    bench.batch(10, LONG).startBatches(messages -> failOn("m4", messages));

    await().until(() -> bench.outcomes.settlements().contains("retry m4 #1"));
    await().until(() -> acked() == 9);
    assertThat(batches).hasSize(11);
    assertThat(batches.getFirst()).hasSize(10);
    assertThat(batches.subList(1, 11).stream().flatMap(List::stream).toList())
        .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
  }

  @Test
  void aCallThatFailsBeforeItsHandlerIsReachedKeepsNeitherItsPlaceNorItsMessages() {
    publish(3);
    bench.outcomes.failAtNextCall();
    bench.batch(3, LONG).startBatches(this::note);

    await().until(() -> acked() == 3);
    assertThat(batches).containsExactly(List.of("m0"), List.of("m1"), List.of("m2"));
  }

  @Test
  void onItsLastAttemptAMessageIsAloneAndGivenUpAlone() {
    publish(9);
    bench.batch(10, SHORT).startBatches(messages -> failOn("m4", messages));

    await().until(() -> bench.outcomes.settlements().contains("reject m4 #3"));
    assertThat(acked()).isEqualTo(8);
    assertThat(batches.getLast()).containsExactly("m4");
  }

  @Test
  void aLastAttemptIsNotedWhenItsTurnComesAndNotBefore() {
    var notes = new CopyOnWriteArrayList<String>();
    bench
        .deadLetters((handler, delivery, reject) -> "kept by the test")
        .attemptJournal(
            new AttemptJournal() {
              @Override
              public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {
                notes.add(stage + " " + new String(delivery.data(), UTF_8));
              }

              @Override
              public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
                return Optional.empty();
              }
            });
    publish(3);
    bench
        .retry(RetryPolicy.builder().attempts(2).fixedDelay(Duration.ofMillis(1)).build())
        .batch(3, LONG)
        .startBatches(
            messages -> {
              if (messages.getFirst().attempt() == 1) {
                throw new RetryException(Duration.ofMillis(1), "the first attempt of all three");
              }
              note(messages);
              mayEnd.acquire();
            });

    await().until(() -> batches.size() == 1);
    assertThat(batches.getFirst()).hasSize(1);
    assertThat(notes).containsExactly("BEGUN " + batches.getFirst().getFirst());
    mayEnd.release(3);

    await().until(() -> acked() == 3);
    assertThat(notes).filteredOn(note -> note.startsWith("BEGUN")).hasSize(3);
    assertThat(batches).hasSize(3);
  }

  @Test
  void whatAStopInterruptsWhileItsLastAttemptIsNotedGoesBackUncalled() {
    var noting = new CountDownLatch(1);
    bench
        .deadLetters((handler, delivery, reject) -> "kept by the test")
        .attemptJournal(
            new AttemptJournal() {
              @Override
              public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {
                if (stage != AttemptNote.Stage.BEGUN) {
                  return;
                }
                noting.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) { // it has waited on, and was stored then
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
                return Optional.empty();
              }
            });
    publish(1);
    Worker worker =
        bench
            .retry(RetryPolicy.builder().attempts(2).fixedDelay(Duration.ofMillis(1)).build())
            .batch(3, SHORT)
            .startBatches(
                messages -> {
                  note(messages);
                  throw new RetryException(Duration.ofMillis(1), "the first attempt");
                });
    await().until(() -> noting.getCount() == 0);

    worker.finish();
    bench.thread().interrupt();

    bench.awaitEnd();
    assertThat(batches).hasSize(1);
    assertThat(bench.outcomes.settlements()).containsExactly("retry m0 #1", "retry m0 #2");
  }

  @Test
  void whatHasItsWordIsNotHandledAgainWhenTheBatchFails() {
    publish(5);
    bench
        .batch(5, LONG)
        .startBatches(
            messages -> {
              note(messages);
              if (messages.size() > 1) {
                messages.get(0).ack();
                messages.get(1).term("not wanted");
                throw new IllegalStateException("for the test");
              }
            });

    await().until(() -> bench.outcomes.settlements().size() == 5);
    assertThat(bench.outcomes.settlements())
        .containsExactlyInAnyOrder(
            "ack m0 #1", "reject m1 #1", "ack m2 #1", "ack m3 #1", "ack m4 #1");
    assertThat(batches).hasSize(4);
  }

  @Test
  void whatIsSettledWhileItWaitsToBeHandledByItselfIsNotHandledAgain() {
    publish(3);
    var first = new CopyOnWriteArrayList<Message<String>>();
    bench
        .batch(3, LONG)
        .startBatches(
            messages -> {
              note(messages);
              if (messages.size() > 1) {
                first.addAll(messages);
                throw new IllegalStateException("for the test");
              }
              first.get(1).ack();
            });

    await().until(() -> bench.outcomes.settlements().size() == 3);
    assertThat(batches).containsExactly(List.of("m0", "m1", "m2"), List.of("m0"), List.of("m2"));
  }

  @Test
  void aWordOnAllOfThemHoldsForAllWithoutAnotherCall() {
    publish(3);
    bench
        .batch(3, LONG)
        .startBatches(
            messages -> {
              note(messages);
              messages.get(0).ack();
              throw new RejectException("none of them");
            });

    await().until(() -> bench.outcomes.settlements().size() == 3);
    assertThat(bench.outcomes.settlements())
        .containsExactlyInAnyOrder("ack m0 #1", "reject m1 #1", "reject m2 #1");
    assertThat(batches).hasSize(1);
  }

  @Test
  void aRetryExceptionSendsTheWholeBatchAgain() {
    publish(3);
    bench
        .batch(3, LONG)
        .startBatches(
            messages -> {
              note(messages);
              if (batches.size() == 1) {
                throw new RetryException(Duration.ofMillis(20), "not now");
              }
            });

    await().until(() -> acked() == 3);
    assertThat(batches).hasSize(2).allMatch(batch -> batch.size() == 3);
  }

  @Test
  void whatCannotBeDecodedNeverReachesTheHandlerAndHurtsNoOther() {
    bench.publish("m0");
    bench.publish(new byte[] {(byte) 0xC3, (byte) 0x28});
    bench.publish("m1");
    bench.batch(2, LONG).startBatches(this::note);

    await().until(() -> bench.outcomes.settlements().size() == 3);
    assertThat(batches).containsExactly(List.of("m0", "m1"));
    assertThat(bench.outcomes.settlements()).filteredOn(end -> end.startsWith("reject")).hasSize(1);
  }

  @Test
  void whenTheBreakerOpensAmongThoseHandledAloneTheRestWaitsForItsPause() {
    publish(10);
    var alone = new AtomicInteger();
    bench
        .batch(10, LONG)
        .retry(RetryPolicy.builder().attempts(50).fixedDelay(LONG).build())
        .breaker(BreakerPolicy.builder().minOutcomes(4).pause(LONG).build())
        .startBatches(
            messages -> {
              if (messages.size() == 1 && messages.getFirst().attempt() == 1) {
                // The breaker has been told of those before it by then.
                int before = alone.getAndIncrement();
                await().until(() -> bench.outcomes.settlements().size() >= before);
              }
              throw new IllegalStateException("away");
            });

    await().until(() -> bench.outcomes.settlements().size() >= 10);
    // The fourth failure opens it, which the fifth one's end sees.
    assertThat(alone).hasValue(5);
    assertThat(bench.outcomes.all()).contains("happened PAUSED");
    await().until(() -> failures() == 5);
  }

  @Test
  void afterAPauseOneMessageTriesAtOnce() {
    publish(10);
    var away = new AtomicInteger(1);
    bench
        .batch(10, Duration.ofSeconds(2))
        .retry(RetryPolicy.builder().attempts(50).fixedDelay(Duration.ofMillis(1)).build())
        .breaker(BreakerPolicy.builder().minOutcomes(4).pause(Duration.ofMillis(300)).build())
        .startBatches(
            messages -> {
              if (away.get() > 0) {
                throw new IllegalStateException("away");
              }
              note(messages);
            });

    await().until(() -> pauses() >= 2);
    away.set(0);

    await().until(() -> handled.size() == 10);
    assertThat(batches.getFirst()).hasSize(1);
  }
}
