package dev.weft.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Middleware;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.MovedTime;
import dev.weft.engine.worker.Worker;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.Stubborn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Batches that take long, and those that a stop or an interrupt ends. */
class BatchEndsTest extends BatchesAtWork {

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
              if (Thread.interrupted()) {
                throw new InterruptedException();
              }
              note(messages);
            });
    await().until(() -> acked() == 2);
    bench.publish("m2");

    await().until(() -> gathering() == 1);
    passSeconds(2);
    assertThat(batches).hasSize(1);
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
                Stubborn.await(end);
                throw new IllegalStateException("given up long ago");
              }
              note(messages);
            });

    await().until(() -> bench.outcomes.all().contains("happened OVERDUE"));
    machine.passUntil(() -> handled.containsAll(List.of("m1", "m2")));
    await().until(() -> bench.outcomes.settlements().contains("retry m0 #1"));
    end.countDown();
  }

  @Test
  void theWaitForOthersIsKeptAlive() {
    publish(2);
    Duration ackWait = Duration.ofSeconds(9);
    var transport = new BreakableTransport(bench.memory);
    bench.batch(3, LONG).ackWait(ackWait).through(transport).startBatches(this::noteAttempts);
    await().until(() -> gathering() == 2);

    transport.outlast(ackWait, machine);
    assertThat(batches).isEmpty();
    bench.publish("m2");

    await().until(() -> batches.size() == 1);
    assertThat(batches.getFirst()).containsExactly("m0#1", "m1#1", "m2#1");
  }

  @Test
  void aStopHasABatchThatLingersGoAtOnce() {
    publish(3);
    Worker worker = bench.batch(10, LONG).startBatches(this::note);
    await().until(() -> gathering() == 3);

    worker.stop();

    bench.awaitEnd();
    assertThat(handled).containsExactlyInAnyOrder("m0", "m1", "m2");
    assertThat(acked()).isEqualTo(3);
  }

  @Test
  void aStopHandsBackWhatWouldHaveToWaitForTheBatchInWork() {
    var time = new MovedTime();
    try (Bench moved = new Bench(new MemoryTransport(), time)) {
      Worker worker = moved.batch(4, LONG).startBatches(this::work);
      moved.publish("m0");
      await().until(() -> moved.outcomes.gathering() == 1);
      time.move(LONG);
      await().until(() -> inWork.get() == 1);
      moved.publish("m1", "m2");
      await().until(() -> moved.outcomes.gathering() == 2);

      worker.stop();
      await().until(() -> moved.outcomes.settlements().size() == 2);
      mayEnd.release(10);

      moved.awaitEnd();
      assertThat(batches).containsExactly(List.of("m0"));
      assertThat(moved.outcomes.settlements())
          .containsExactlyInAnyOrder("retry m1 #1", "retry m2 #1", "ack m0 #1");
    }
  }

  @Test
  void whatWasNotHandledGoesBackWhateverTheMiddlewareMakesOfIt() {
    var seen = new CopyOnWriteArrayList<String>();
    var time = new MovedTime();
    try (Bench moved = new Bench(new MemoryTransport(), time)) {
      Worker worker = moved.batch(4, LONG).middleware(swallowing(seen)).startBatches(this::work);
      moved.publish("m0");
      await().until(() -> moved.outcomes.gathering() == 1);
      time.move(LONG);
      await().until(() -> inWork.get() == 1);
      moved.publish("m1", "m2"); // two, since one was told of already
      await().until(() -> moved.outcomes.gathering() == 2);

      worker.stop();
      await().until(() -> moved.outcomes.settlements().size() == 2);
      mayEnd.release(10);

      moved.awaitEnd();
      assertThat(moved.outcomes.settlements())
          .containsExactlyInAnyOrder("retry m1 #1", "retry m2 #1", "ack m0 #1")
          .endsWith("ack m0 #1");
      assertThat(seen).containsExactly("RetryException", "RetryException");
    }
  }

  private static Middleware swallowing(List<String> seen) {
    return (message, next) -> {
      try {
        next.proceed();
      } catch (Exception e) { // as if the handler had returned
        seen.add(e.getClass().getSimpleName());
      }
    };
  }

  @Test
  void anInterruptHandsBackTheBatchInWorkAndThoseWhoWait() {
    publish(5);
    Worker worker = bench.batch(3, LONG).concurrency(2).startBatches(this::work);
    await().until(() -> inWork.get() == 1 && gathering() == 2);

    worker.finish();
    bench.thread().interrupt();

    bench.awaitEnd();
    assertThat(handled).isEmpty();
    assertThat(bench.outcomes.settlements()).hasSize(5).allMatch(line -> line.startsWith("retry"));
  }
}
