package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BreakerPolicy;
import dev.weft.RetryPolicy;
import dev.weft.engine.AgingBench;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.worker.Worker;
import dev.weft.testing.MovedMachine;
import dev.weft.testing.Stubborn;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several messages of one worker at once: a thread and a slot for each. */
class ConcurrentWorkerTest {

  private final MovedMachine machine = new MovedMachine();
  private final Bench bench = new Bench(machine);
  private final AtomicInteger inWork = new AtomicInteger();
  private final AtomicInteger mostInWork = new AtomicInteger();
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private final Semaphore mayEnd = new Semaphore(0);

  @AfterEach
  void close() {
    mayEnd.release(1_000_000);
    bench.close();
  }

  @Test
  void asManyMessagesAsThereAreSlotsAreInWorkAtOnceAndNoMore() {
    publish(50);
    bench.concurrency(10).start(message -> work(message.payload()));

    await().until(() -> inWork.get() == 10);
    mayEnd.release(25);
    await().until(() -> handled.size() == 25 && inWork.get() == 10);
    mayEnd.release(25);

    await().until(() -> handled.size() == 50);
    assertThat(mostInWork).hasValue(10);
  }

  @Test
  void noMoreIsTakenThanMayStart() {
    publish(50);
    bench.concurrency(10).start(message -> work(message.payload()));

    await().until(() -> inWork.get() == 10);

    assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(10);
  }

  @Test
  void everyMessageIsHandledOnceHoweverManySlotsThereAre() {
    publish(20_000);
    bench.concurrency(1_000).start(message -> handled.add(message.payload()));

    await().until(() -> handled.size() == 20_000);
    await().until(() -> bench.memory.state(bench.consumer()).ackPending() == 0);
    await().untilAsserted(() -> assertThat(bench.outcomes.settlements()).hasSize(20_000));
  }

  @Test
  void aMessageThatFailsIsRetriedAndHoldsUpNoOther() {
    publish(20);
    bench
        .concurrency(4)
        .start(
            message -> {
              if (message.payload().equals("m3") && message.attempt() == 1) {
                throw new IllegalStateException("for the test");
              }
              handled.add(message.payload() + "#" + message.attempt());
            });

    await().until(() -> handled.size() == 20);
    assertThat(handled).contains("m3#2", "m19#1");
  }

  @Test
  void aStopLetsEverythingInWorkFinishAndTakesNoMore() {
    publish(20);
    Worker worker = bench.concurrency(5).start(message -> work(message.payload()));
    await().until(() -> inWork.get() == 5);

    worker.stop();
    assertThat(bench.thread().isAlive()).isTrue();
    mayEnd.release(20);

    bench.awaitEnd();
    assertThat(handled).hasSize(5);
    assertThat(bench.memory.state(bench.consumer()).pending()).isEqualTo(15);
  }

  @Test
  void anInterruptAfterAStopHandsEverythingInWorkBack() {
    publish(5);
    Worker worker = bench.concurrency(5).start(message -> work(message.payload()));
    await().until(() -> inWork.get() == 5);

    worker.stop();
    bench.thread().interrupt();

    bench.awaitEnd();
    assertThat(handled).isEmpty();
    assertThat(bench.outcomes.settlements()).hasSize(5).allMatch(line -> line.startsWith("retry"));
  }

  @Test
  void whatIsInWorkIsKeptAlive() {
    try (var aging = new AgingBench()) {
      aging.bench.publish("m0", "m1", "m2", "m3", "m4");
      aging
          .bench
          .concurrency(5)
          .start(message -> work(message.payload() + "#" + message.attempt()));
      await().until(() -> inWork.get() == 5);

      aging.outlastTheAckWait();
      mayEnd.release(5);

      await().until(() -> handled.size() == 5);
    }
    assertThat(handled).hasSize(5).allMatch(id -> id.endsWith("#1"));
  }

  @Test
  void aHandlerThatTakesTooLongIsInterruptedAndTheOthersGoOn() {
    publish(3);
    bench
        .concurrency(3)
        .timeout(Duration.ofMillis(200))
        .start(
            message -> {
              if (message.payload().equals("m1") && message.attempt() == 1) {
                new CountDownLatch(1).await();
              }
              handled.add(message.payload() + "#" + message.attempt());
            });

    await().until(() -> handled.size() == 3);
    assertThat(handled).contains("m0#1", "m1#2", "m2#1");
  }

  @Test
  void aSlotWhoseThreadIsStuckIsGivenToAnother() {
    publish(4);
    var end = new CountDownLatch(1);
    bench
        .concurrency(2)
        .timeout(Duration.ofMillis(200))
        .start(
            message -> {
              if (message.attempt() == 1 && Set.of("m0", "m1").contains(message.payload())) {
                Stubborn.await(end);
                throw new IllegalStateException("given up long ago");
              }
              handled.add(message.payload());
            });

    await().until(() -> count("happened OVERDUE") == 2);
    machine.passUntil(() -> handled.size() == 4);
    end.countDown();
  }

  @Test
  void afterAPauseOneMessageTriesAndThenAllGoOn() {
    publish(200);
    var away = new AtomicInteger(1);
    bench
        .concurrency(20)
        .retry(RetryPolicy.builder().attempts(50).fixedDelay(Duration.ofMillis(1)).build())
        .breaker(BreakerPolicy.builder().pause(Duration.ofMillis(300)).build())
        .start(
            message -> {
              int now = inWork.incrementAndGet();
              try {
                mostInWork.accumulateAndGet(away.get() == 2 ? now : 0, Math::max);
                if (away.get() > 0) {
                  throw new IllegalStateException("away");
                }
                handled.add(message.payload());
              } finally {
                inWork.decrementAndGet();
              }
            });
    // The first trial waits until nothing else is at work, and its failure pauses again.
    await().until(() -> pauses() > 1);
    await().until(() -> inWork.get() == 0);
    away.set(2);
    long before = pauses();
    await().until(() -> pauses() >= before + 2);
    assertThat(mostInWork).hasValue(1);
    away.set(0);

    await().until(() -> handled.size() == 200);
  }

  private void work(String payload) throws InterruptedException {
    mostInWork.accumulateAndGet(inWork.incrementAndGet(), Math::max);
    try {
      mayEnd.acquire();
      handled.add(payload);
    } finally {
      inWork.decrementAndGet();
    }
  }

  private long pauses() {
    return count("happened PAUSED");
  }

  private long count(String line) {
    return bench.outcomes.all().stream().filter(line::equals).count();
  }

  private void publish(int count) {
    IntStream.range(0, count).forEach(i -> bench.publish("m" + i));
  }

  @Test
  void whatWasTakenAndNotStartedWhenAnInterruptCameIsHandedBackAtOnce() {
    var transport = new BreakableTransport(bench.memory);
    bench.concurrency(4).prepared().through(transport);
    transport.interruptOnce();
    bench.publish("one", "two", "three");

    bench.start(message -> handled.add(message.payload()));

    // Far sooner than its ack wait, which is a minute.
    await().until(() -> handled.size() == 3);
    assertThat(handled).containsExactlyInAnyOrder("one", "two", "three");
  }
}
