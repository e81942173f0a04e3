package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.RetryPolicy;
import dev.weft.engine.Bench;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of the message in work when its worker is stopped or interrupted. */
class WorkerStopTest {

  @AutoClose private final Bench bench = new Bench();
  private final List<String> handled = new CopyOnWriteArrayList<>();

  @Test
  void stopLetsTheMessageInWorkFinishAndTakesNoOther() {
    bench.prepared().publish("one", "two");
    var started = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Worker worker =
        bench.start(
            message -> {
              started.countDown();
              goOn.await();
            });
    await().until(() -> started.getCount() == 0);

    worker.stop();
    goOn.countDown();
    bench.awaitEnd();

    assertThat(bench.outcomes.settlements()).containsExactly("ack one #1");
  }

  @Test
  void anInterruptAfterStopHandsTheMessageInWorkBack() {
    bench.prepared().publish("one");
    var started = new CountDownLatch(1);
    Worker worker =
        bench.start(
            message -> {
              started.countDown();
              new CountDownLatch(1).await();
            });

    assertAnInterruptHandsBack(worker, started);
  }

  @Test
  void aMessageInterruptedOnItsLastAttemptIsHandedBackAndNotTerminated() {
    bench.retry(RetryPolicy.builder().attempts(1).fixedDelay(Duration.ZERO).build());
    bench.prepared().publish("one");
    var started = new CountDownLatch(1);
    Worker worker =
        bench.start(
            message -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                throw new IllegalStateException("wrapped by some library", e);
              }
            });

    assertAnInterruptHandsBack(worker, started);
  }

  @Test
  void anInterruptThatAHandlerLeavesBehindDoesNotEndTheWorker() {
    bench.prepared().publish("one", "two");

    bench.start(
        message -> {
          handled.add(message.payload());
          Thread.currentThread().interrupt();
        });

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
  }

  private void assertAnInterruptHandsBack(Worker worker, CountDownLatch started) {
    await().until(() -> started.getCount() == 0);

    worker.stop();
    bench.thread().interrupt();
    bench.awaitEnd();

    assertThat(bench.outcomes.settlements()).containsExactly("retry one #1");
  }
}
