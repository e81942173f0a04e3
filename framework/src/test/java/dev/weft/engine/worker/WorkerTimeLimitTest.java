package dev.weft.engine.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.AgingBench;
import dev.weft.engine.Bench;
import dev.weft.engine.Incident;
import dev.weft.engine.clock.Alarm;
import dev.weft.testing.MovedMachine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of messages whose handler takes its time. */
class WorkerTimeLimitTest {

  /** More than what is quick may take on a busy machine. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final MovedMachine machine = new MovedMachine();
  @AutoClose private final Bench bench = new Bench(machine).ackWait(Duration.ofHours(1));
  private final List<String> handled = new CopyOnWriteArrayList<>();

  @Test
  void whatTakesLongerThanTheAckWaitIsKeptAliveAndHandledOnce() {
    try (var aging = new AgingBench()) {
      var mayEnd = new CountDownLatch(1);
      aging.bench.prepared().publish("long");
      aging.bench.start(
          message -> {
            handled.add(message.payload());
            mayEnd.await();
          });
      await().until(() -> handled.contains("long"));

      aging.outlastTheAckWait();
      mayEnd.countDown();

      aging.bench.outcomes.awaitSettlements("ack long #1");
    }
    assertThat(handled).containsExactly("long");
  }

  @Test
  void whatIsNotSettledWithinItsTimeLimitIsRetriedAndTheNextMessageTaken() {
    bench.manual().timeout(LIMIT);
    bench.prepared().publish("forgotten", "next");

    bench.start(
        message -> {
          handled.add(message.payload());
          if (message.payload().equals("next") || message.attempt() == 2) {
            message.ack();
          }
        });
    await().until(() -> handled.contains("forgotten"));
    machine.move(LIMIT);

    await()
        .untilAsserted(
            () ->
                assertThat(bench.outcomes.settlements())
                    .containsExactlyInAnyOrder(
                        "retry forgotten #1", "ack next #1", "ack forgotten #2"));
  }

  @Test
  void aHandlerThatTakesTooLongIsInterruptedAndItsMessageRetried() {
    bench.timeout(Duration.ofMillis(200));
    bench.prepared().publish("slow");

    bench.start(
        message -> {
          if (message.attempt() == 1) {
            new CountDownLatch(1).await();
          }
        });

    bench.outcomes.awaitSettlements("retry slow #1", "ack slow #2");
    assertThat(bench.outcomes.all()).contains("happened OVERDUE", "failed TimeLimitException");
  }

  @Test
  void aHandlerThatFinishesLateAfterAllIsAcknowledgedAndTheInterruptHitsNoOther() {
    bench.timeout(LIMIT);
    bench.prepared().publish("late", "next");
    var begun = new CountDownLatch(1);

    bench.start(
        message -> {
          if (message.payload().equals("late")) {
            begun.countDown();
            awaitInterrupt();
          }
          handled.add(message.payload() + (Thread.currentThread().isInterrupted() ? "!" : ""));
        });
    await().until(() -> begun.getCount() == 0);
    machine.move(LIMIT);

    bench.outcomes.awaitSettlements("ack late #1", "ack next #1");
    assertThat(handled).containsExactly("late", "next");
  }

  @Test
  void aHandlerThatIgnoresItsInterruptLosesItsThreadAndNeitherTheOthersNorAStopWaitForIt() {
    bench.timeout(Duration.ofMillis(200));
    bench.prepared().publish("stuck", "next");
    bench.outcomes.failAt(Incident.STUCK); // which changes nothing
    var letGo = new AtomicBoolean();
    var lost = new AtomicReference<@Nullable Thread>();
    long startedAt = machine.nanoTime();

    bench.start(
        message -> {
          if (message.payload().equals("stuck") && message.attempt() == 1) {
            lost.set(Thread.currentThread());
            while (!letGo.get()) {
              awaitInterrupt();
            }
          }
          handled.add(message.payload() + "#" + message.attempt());
        });

    await().until(() -> bench.outcomes.all().contains("happened OVERDUE"));
    assertThat(bench.outcomes.all()).doesNotContain("happened STUCK");
    machine.passUntil(() -> handled.contains("stuck#2"));
    assertThat(machine.nanoTime() - startedAt).isGreaterThan(Alarm.GRACE.toNanos());
    await().untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder("next#1", "stuck#2"));
    assertThat(bench.outcomes.all()).contains("happened OVERDUE", "happened STUCK");
    assertThat(bench.outcomes.settlements()).startsWith("retry stuck #1");
    bench.stopAll();
    assertThat(handled).doesNotContain("stuck#1");
    letGo.set(true);
    requireNonNull(lost.get()).interrupt();
    await().until(() -> handled.contains("stuck#1"));
  }

  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // It goes on all the same, as some handlers do.
    }
  }
}
