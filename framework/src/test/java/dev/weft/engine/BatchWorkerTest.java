package dev.weft.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BatchHandler;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A handler that is called with several messages: when, with which, and what becomes of each. */
class BatchWorkerTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final Bench bench = new Bench();
  private final List<List<String>> batches = new CopyOnWriteArrayList<>();
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inWork = new AtomicInteger();
  private final AtomicInteger mostInWork = new AtomicInteger();
  private final Semaphore mayEnd = new Semaphore(0);

  @BeforeAll
  static void patience() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    mayEnd.release(1_000_000);
    bench.close();
  }

  @Test
  void aBatchGoesWhenItIsFullAndInTheOrderOfTheStream() {
    publish(20);
    bench.batch(10, LONG).startBatches(this::note);

    await().until(() -> batches.size() == 2);
    assertThat(batches).allMatch(batch -> batch.size() == 10);
    assertThat(batches.getFirst()).isSortedAccordingTo(BatchWorkerTest::byNumber);
    await().until(() -> acked() == 20);
  }

  @Test
  void whatHasComeByTheEndOfTheLingerGoes() {
    publish(3);
    bench.batch(10, SHORT).startBatches(this::note);

    await().until(() -> handled.size() == 3);
    assertThat(batches).allMatch(batch -> batch.size() <= 3);
    await().until(() -> acked() == 3);
  }

  @Test
  void untilThenItWaitsForMore() {
    publish(9);
    bench.batch(10, LONG).startBatches(this::note);

    await().during(Duration.ofMillis(300)).until(batches::isEmpty);
    bench.publish("m9");

    await().until(() -> batches.size() == 1);
    assertThat(batches.getFirst()).hasSize(10);
  }

  @Test
  void batchesDoNotOverlapUnlessConcurrencySaysSo() {
    publish(60);
    bench.batch(10, SHORT).startBatches(this::work);

    await().until(() -> inWork.get() == 1);
    mayEnd.release(100);
    await().until(() -> handled.size() == 60);

    assertThat(mostInWork).hasValue(1);
  }

  @Test
  void asManyBatchesAsConcurrencySaysAreInWorkAtOnce() {
    publish(60);
    bench.batch(10, LONG).concurrency(3).startBatches(this::work);

    await().until(() -> inWork.get() == 3);
    assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(30);
    mayEnd.release(100);
    await().until(() -> handled.size() == 60);

    assertThat(mostInWork).hasValue(3);
  }

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
        .lastAttempts(
            new LastAttempts() {
              @Override
              public void note(HandlerId handler, Delivery delivery, LastAttempt.Stage stage) {
                notes.add(stage + " " + new String(delivery.data(), UTF_8));
              }

              @Override
              public Optional<LastAttempt> find(HandlerId handler, Delivery delivery) {
                return Optional.empty();
              }
            });
    publish(3);
    bench
        .retry(new RetryPolicy(2, Duration.ofMillis(1), 1, Duration.ofMillis(1), Set.of()))
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
  void aBatchThatTakesTooLongIsInterruptedAndOnlyWhoIsSlowAloneFails() {
    publish(3);
    bench
        .batch(3, LONG)
        .timeout(Duration.ofMillis(300))
        .startBatches(
            messages -> {
              note(messages);
              if (messages.stream().anyMatch(message -> message.payload().equals("m1"))) {
                new CountDownLatch(1).await();
              }
            });

    await().until(() -> bench.outcomes.settlements().contains("retry m1 #1"));
    await().until(() -> acked() == 2);
    assertThat(bench.outcomes.all()).contains("failed TimeLimitException");
    assertThat(batches.subList(0, 2)).containsExactly(List.of("m0", "m1", "m2"), List.of("m0"));
  }

  @Test
  void aBatchThatFinishesLateAfterItsInterruptIsAcknowledged() {
    publish(3);
    bench
        .batch(3, LONG)
        .timeout(Duration.ofMillis(300))
        .startBatches(
            messages -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                note(messages);
              }
            });

    await().until(() -> acked() == 3);
    assertThat(batches).hasSize(1);
    assertThat(bench.outcomes.settlements()).hasSize(3);
  }

  @Test
  void theTimeLimitDoesNotCountTheWaitForOthers() {
    publish(2);
    bench
        .batch(2, LONG)
        .timeout(Duration.ofMillis(500))
        .startBatches(
            messages -> {
              TimeUnit.MILLISECONDS.sleep(10);
              note(messages);
            });
    await().until(() -> acked() == 2);
    bench.publish("m2");

    await().during(Duration.ofMillis(1_200)).until(() -> batches.size() == 1);
    bench.publish("m3");

    await().until(() -> acked() == 4);
    assertThat(bench.outcomes.all()).doesNotContain("happened OVERDUE");
  }

  @Test
  void aBatchThatIgnoresItsInterruptLosesItsThreadAndTheOthersAreHandled() {
    publish(3);
    var end = new CountDownLatch(1);
    bench
        .batch(3, LONG)
        .timeout(Duration.ofMillis(200))
        .startBatches(
            messages -> {
              if (messages.size() == 3) {
                awaitUninterruptibly(end);
                throw new IllegalStateException("given up long ago");
              }
              note(messages);
            });

    await().until(() -> handled.containsAll(List.of("m1", "m2")));
    await().until(() -> bench.outcomes.settlements().contains("retry m0 #1"));
    end.countDown();
  }

  @Test
  void theWaitForOthersIsKeptAlive() {
    publish(2);
    bench.batch(3, LONG).ackWait(Duration.ofSeconds(1)).startBatches(this::noteAttempts);

    await().during(Duration.ofSeconds(3)).until(batches::isEmpty);
    bench.publish("m2");

    await().until(() -> batches.size() == 1);
    assertThat(batches.getFirst()).containsExactly("m0#1", "m1#1", "m2#1");
  }

  @Test
  void aStopHasABatchThatLingersGoAtOnce() {
    publish(3);
    Worker worker = bench.batch(10, LONG).startBatches(this::note);
    await().until(() -> begun() == 3);

    worker.stop();

    bench.awaitEnd();
    assertThat(handled).containsExactlyInAnyOrder("m0", "m1", "m2");
    assertThat(acked()).isEqualTo(3);
  }

  @Test
  void aStopHandsBackWhatWouldHaveToWaitForTheBatchInWork() {
    publish(1);
    Worker worker = bench.batch(4, SHORT).startBatches(this::work);
    await().until(() -> inWork.get() == 1);
    bench.publish("m1", "m2");
    await().until(() -> begun() == 3);

    worker.stop();
    await().until(() -> bench.outcomes.settlements().size() == 2);
    mayEnd.release(10);

    bench.awaitEnd();
    assertThat(batches).containsExactly(List.of("m0"));
    assertThat(bench.outcomes.settlements())
        .containsExactlyInAnyOrder("retry m1 #1", "retry m2 #1", "ack m0 #1");
  }

  @Test
  void anInterruptHandsBackTheBatchInWorkAndThoseWhoWait() {
    publish(5);
    Worker worker = bench.batch(3, LONG).concurrency(2).startBatches(this::work);
    await().until(() -> inWork.get() == 1 && begun() == 5);

    worker.finish();
    bench.thread().interrupt();

    bench.awaitEnd();
    assertThat(handled).isEmpty();
    assertThat(bench.outcomes.settlements()).hasSize(5).allMatch(line -> line.startsWith("retry"));
  }

  @Test
  void whenTheBreakerOpensAmongThoseHandledAloneTheRestWaitsForItsPause() {
    publish(10);
    var alone = new AtomicInteger();
    bench
        .batch(10, LONG)
        .retry(new RetryPolicy(50, LONG, 1, LONG, Set.of()))
        .breaker(new BreakerPolicy(true, Duration.ofMinutes(1), 4, 0.5, LONG))
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
        .retry(new RetryPolicy(50, Duration.ofMillis(1), 1, Duration.ofMillis(1), Set.of()))
        .breaker(new BreakerPolicy(true, Duration.ofMinutes(1), 4, 0.5, Duration.ofMillis(300)))
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

  @Test
  void eachAcknowledgementWaitsForWhatItsMessageEmitsAndAnotherCallEmitsItUnderTheSameIds() {
    var emissions = new AtomicInteger();
    bench.memory.create(
        new StreamSpec(
            "OUT", Map.of("subjects", List.of("out.>"), "duplicate_window", 60_000_000_000L)));
    publish(3);
    bench
        .batch(3, LONG)
        .startBatches(
            messages -> {
              for (Message<String> message : messages) {
                message.emit("out.x", message.payload());
                emissions.incrementAndGet();
              }
              if (messages.size() > 1) {
                throw new IllegalStateException("for the test");
              }
            });

    await().until(() -> acked() == 3);
    assertThat(emissions).hasValue(6);
    var counting = new ConsumerSpec("OUT", "count", Map.of());
    bench.memory.create(counting);
    assertThat(bench.memory.state(counting).pending()).isEqualTo(3);
  }

  @Test
  void withManualAcknowledgementEachMessageIsSettledByItself() {
    publish(3);
    var kept = new CopyOnWriteArrayList<Message<String>>();
    bench.manual().batch(3, LONG).startBatches(kept::addAll);

    await().until(() -> kept.size() == 3);
    kept.get(1).ack();
    bench.outcomes.awaitSettlements("ack m1 #1");
    kept.get(0).ack();
    kept.get(2).term("not wanted");

    bench.outcomes.awaitSettlements("ack m1 #1", "ack m0 #1", "reject m2 #1");
  }

  @Test
  void eachSettlementIsConfirmedWhereThatIsAskedFor() {
    publish(20);
    bench.confirmed().batch(10, LONG).startBatches(this::note);

    await().until(() -> acked() == 20);
    assertThat(bench.outcomes.settlements()).noneMatch(line -> line.endsWith("unsent"));
  }

  @Test
  void middlewareIsAroundEachMessageAndMayKeepItOutOfItsBatch() {
    publish(4);
    bench
        .middleware(
            (message, next) -> {
              if (message.payload().equals("m2")) {
                throw new RejectException("not let in");
              }
              next.proceed();
            })
        .batch(3, LONG)
        .startBatches(this::note);

    await().until(() -> bench.outcomes.settlements().size() == 4);
    assertThat(batches).containsExactly(List.of("m0", "m1", "m3"));
  }

  @Test
  void whoeverCallsItWithOneMessageGivesItABatchOfOne() throws Exception {
    publish(2);
    BatchHandler<String> handler = this::note;
    bench.start(handler);

    await().until(() -> acked() == 2);
    assertThat(batches).containsExactly(List.of("m0"), List.of("m1"));
  }

  @Test
  void everyMessageIsHandledOnceHoweverManyBatchesThereAre() {
    publish(10_000);
    bench.batch(64, SHORT).concurrency(4).startBatches(this::note);

    await().until(() -> acked() == 10_000);
    assertThat(handled).hasSize(10_000);
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(10_000);
  }

  private void note(List<Message<String>> messages) {
    batches.add(messages.stream().map(Message::payload).toList());
    messages.forEach(message -> handled.add(message.payload()));
  }

  private void noteAttempts(List<Message<String>> messages) {
    batches.add(
        messages.stream().map(message -> message.payload() + "#" + message.attempt()).toList());
  }

  private void work(List<Message<String>> messages) throws InterruptedException {
    mostInWork.accumulateAndGet(inWork.incrementAndGet(), Math::max);
    try {
      mayEnd.acquire();
      note(messages);
    } finally {
      inWork.decrementAndGet();
    }
  }

  private void failOn(String payload, List<Message<String>> messages) {
    note(messages);
    if (messages.stream().anyMatch(message -> message.payload().equals(payload))) {
      throw new IllegalStateException("poisoned");
    }
  }

  private long acked() {
    return bench.outcomes.settlements().stream().filter(line -> line.startsWith("ack")).count();
  }

  private long failures() {
    return bench.outcomes.all().stream().filter(line -> line.startsWith("failed")).count();
  }

  private long pauses() {
    return bench.outcomes.all().stream().filter("happened PAUSED"::equals).count();
  }

  /** How many messages wait for their batch or are in it. */
  private long begun() {
    return bench.memory.state(bench.consumer()).ackPending();
  }

  private void publish(int count) {
    IntStream.range(0, count).forEach(i -> bench.publish("m" + i));
  }

  private static int byNumber(String one, String other) {
    return Integer.compare(
        Integer.parseInt(one.substring(1)), Integer.parseInt(other.substring(1)));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean over = false;
    while (!over) {
      try {
        latch.await();
        over = true;
      } catch (InterruptedException e) {
        // Ignored, which is the point of it.
      }
    }
  }
}
