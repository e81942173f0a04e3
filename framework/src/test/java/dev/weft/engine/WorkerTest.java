package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.transport.Presence;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of messages, by what their handler does. */
class WorkerTest {

  private final Bench bench = new Bench();
  private final List<String> handled = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void whatTheHandlerReturnsFromIsAcknowledged() {
    bench.publish("one", "two");
    prepared();

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
    assertThat(handled).containsExactly("one", "two");
  }

  @Test
  void whatTheHandlerThrowsIsRetriedUntilItSucceeds() {
    prepared().publish("one");

    bench.start(
        message -> {
          if (message.attempt() < 3) {
            throw new IllegalStateException("not yet");
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "retry one #2", "ack one #3");
  }

  @Test
  void whatFailsOnItsLastAttemptIsTerminated() {
    prepared().publish("poison", "good");

    bench.start(
        message -> {
          if (message.payload().equals("poison")) {
            throw new IllegalStateException("always");
          }
        });

    await()
        .untilAsserted(
            () ->
                assertThat(bench.outcomes.settlements())
                    .containsExactlyInAnyOrder(
                        "retry poison #1", "ack good #1", "retry poison #2", "reject poison #3"));
  }

  @Test
  void aRejectedMessageIsNotRetried() {
    prepared().publish("one");

    bench.start(
        message -> {
          throw new RejectException("no such customer");
        });

    bench.outcomes.awaitSettlements("reject one #1");
    assertThat(bench.outcomes.all()).contains("failed RejectException");
  }

  @Test
  void anExceptionOnTheListIsNotRetriedAndNeitherIsItsSubclass() {
    bench
        .retry(
            new RetryPolicy(
                5, Duration.ZERO, 1, Duration.ZERO, Set.of(IllegalArgumentException.class)))
        .publish("one");
    prepared();

    bench.start(
        message -> {
          throw new NumberFormatException("a subclass");
        });

    bench.outcomes.awaitSettlements("reject one #1");
  }

  @Test
  void aRetryExceptionChoosesItsOwnDelay() {
    bench.retry(new RetryPolicy(3, Duration.ofHours(1), 1, Duration.ofHours(1), Set.of()));
    prepared().publish("one");

    bench.start(
        message -> {
          if (message.attempt() == 1) {
            throw new RetryException(Duration.ofMillis(10), "soon");
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
  }

  @Test
  void aDelayThatNoClockCountsIsAHundredYears() {
    prepared().publish("one", "two");

    bench.start(
        message -> {
          if (message.payload().equals("one")) {
            throw new RetryException(Duration.ofSeconds(Long.MAX_VALUE), "never");
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack two #1");
  }

  @Test
  void anErrorOfTheHandlerIsRetriedLikeAnException() {
    prepared().publish("one");

    bench.start(
        message -> {
          if (message.attempt() == 1) {
            throw new StackOverflowError();
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
  }

  @Test
  void whatCannotBeDecodedIsTerminatedOnceAndNeverReachesTheHandler() {
    prepared();
    bench.publish(new byte[] {(byte) 0xff, (byte) 0xfe});
    bench.publish("good");

    bench.start(message -> handled.add(message.payload()));

    await().until(() -> handled.contains("good"));
    await().until(() -> bench.outcomes.settlements().size() == 2);
    assertThat(bench.outcomes.settlements().get(0)).startsWith("reject").endsWith("#1");
    assertThat(bench.outcomes.settlements().get(1)).isEqualTo("ack good #1");
    assertThat(handled).containsExactly("good");
  }

  @Test
  void theFirstMiddlewareIsTheOutermost() {
    bench
        .middleware(
            (message, next) -> {
              handled.add("outer");
              next.proceed();
              handled.add("outer again");
            },
            (message, next) -> {
              handled.add("inner");
              next.proceed();
            })
        .publish("one");
    prepared();

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack one #1");
    assertThat(handled).containsExactly("outer", "inner", "one", "outer again");
  }

  @Test
  void anEarlyWordOfTheHandlerGoesBeforeItsReturn() {
    prepared().publish("one");

    bench.start(message -> message.term("not ours"));

    bench.outcomes.awaitSettlements("reject one #1");
  }

  @Test
  void onlyTheFirstSettlementOfAMessageCounts() {
    bench.manual();
    prepared().publish("one");

    bench.start(
        message -> {
          message.ack();
          message.nak();
          message.term("too late");
        });

    bench.outcomes.awaitSettlements("ack one #1");
  }

  @Test
  void withManualAcknowledgementTheNextMessageWaitsForTheSettlement() {
    bench.manual();
    prepared().publish("one", "two");
    var kept = new CopyOnWriteArrayList<Message<String>>();

    bench.start(
        message -> {
          handled.add(message.payload());
          if (message.payload().equals("one")) {
            kept.add(message);
          } else {
            message.ack();
          }
        });
    await().until(() -> !kept.isEmpty());
    assertThat(handled).containsExactly("one");

    kept.forEach(Message::ack);

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
  }

  @Test
  void withManualAcknowledgementAnExceptionStillRetries() {
    bench.manual();
    prepared().publish("one");

    bench.start(
        message -> {
          if (message.attempt() == 1) {
            throw new IllegalStateException("not yet");
          }
          message.ack();
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
  }

  @Test
  void whatIsNotSettledWithinItsTimeLimitIsRetriedAndTheNextMessageTaken() {
    bench.manual().timeout(Duration.ofMillis(300));
    prepared().publish("forgotten", "next");

    bench.start(
        message -> {
          handled.add(message.payload());
          if (message.payload().equals("next") || message.attempt() == 2) {
            message.ack();
          }
        });

    await()
        .untilAsserted(
            () ->
                assertThat(bench.outcomes.settlements())
                    .containsExactlyInAnyOrder(
                        "retry forgotten #1", "ack next #1", "ack forgotten #2"));
  }

  @Test
  void whatTakesLongerThanTheAckWaitIsKeptAliveAndHandledOnce() {
    bench.ackWait(Duration.ofMillis(300));
    prepared().publish("long");

    bench.start(
        message -> {
          handled.add(message.payload());
          TimeUnit.MILLISECONDS.sleep(1_500);
        });

    bench.outcomes.awaitSettlements("ack long #1");
    assertThat(handled).containsExactly("long");
  }

  @Test
  void aHandlerThatTakesTooLongIsInterruptedAndItsMessageRetried() {
    bench.timeout(Duration.ofMillis(200));
    prepared().publish("slow");

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
    bench.timeout(Duration.ofMillis(200));
    prepared().publish("late", "next");

    bench.start(
        message -> {
          if (message.payload().equals("late")) {
            awaitInterrupt();
          }
          handled.add(message.payload() + (Thread.currentThread().isInterrupted() ? "!" : ""));
        });

    bench.outcomes.awaitSettlements("ack late #1", "ack next #1");
    assertThat(handled).containsExactly("late", "next");
  }

  @Test
  void aHandlerThatIgnoresItsInterruptLosesItsThreadAndTheOthersAreHandled() {
    bench.timeout(Duration.ofMillis(200));
    prepared().publish("stuck", "next");
    var letGo = new AtomicBoolean();

    bench.start(
        message -> {
          while (message.payload().equals("stuck") && message.attempt() == 1 && !letGo.get()) {
            awaitInterrupt();
          }
          handled.add(message.payload() + "#" + message.attempt());
        });

    // Ten seconds of grace lie between the interrupt and the thread's loss.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder("next#1", "stuck#2"));
    assertThat(bench.outcomes.all()).contains("happened OVERDUE", "happened STUCK");
    assertThat(bench.outcomes.settlements()).startsWith("retry stuck #1");
    letGo.set(true);
    bench.thread().interrupt();
    await().until(() -> handled.contains("stuck#1"));
  }

  @Test
  void aNakComesAgainAtOnce() {
    bench.manual();
    prepared().publish("one");

    bench.start(
        message -> {
          if (message.attempt() == 1) {
            message.nak();
          } else {
            message.ack();
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
  }

  @Test
  void anInterruptThatAHandlerLeavesBehindDoesNotEndTheWorker() {
    prepared().publish("one", "two");

    bench.start(
        message -> {
          handled.add(message.payload());
          Thread.currentThread().interrupt();
        });

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
  }

  @Test
  void stopLetsTheMessageInWorkFinishAndTakesNoOther() {
    prepared().publish("one", "two");
    var started = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Worker worker =
        bench.start(
            message -> {
              started.countDown();
              goOn.await();
            });
    awaitUninterrupted(started);

    worker.stop();
    goOn.countDown();
    bench.awaitEnd();

    assertThat(bench.outcomes.settlements()).containsExactly("ack one #1");
  }

  @Test
  void anInterruptAfterStopHandsTheMessageInWorkBack() {
    prepared().publish("one");
    var started = new CountDownLatch(1);
    Worker worker =
        bench.start(
            message -> {
              started.countDown();
              new CountDownLatch(1).await();
            });
    awaitUninterrupted(started);

    worker.stop();
    bench.thread().interrupt();
    bench.awaitEnd();

    assertThat(bench.outcomes.settlements()).containsExactly("retry one #1");
  }

  @Test
  void aMessageInterruptedOnItsLastAttemptIsHandedBackAndNotTerminated() {
    bench.retry(new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, Set.of()));
    prepared().publish("one");
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
    awaitUninterrupted(started);

    worker.stop();
    bench.thread().interrupt();
    bench.awaitEnd();

    assertThat(bench.outcomes.settlements()).containsExactly("retry one #1");
  }

  @Test
  void aDeletedSourceIsReopenedAndTheWorkerSaysSoMeanwhile() {
    prepared().publish("one");
    var broken = new BreakableTransport(bench.memory);
    bench.through(broken);
    Worker worker = bench.start(message -> handled.add(message.payload()));
    await().until(() -> worker.problem().isEmpty());

    broken.breakNow("the server is away");
    await().until(() -> worker.problem().orElse("").contains("the server is away"));
    broken.mend();

    await().until(() -> worker.problem().isEmpty());
    bench.publish("two");
    await().until(() -> handled.contains("two"));
  }

  @Test
  void aConsumerThatWasDeletedIsCreatedAnew() {
    Worker worker = bench.start(message -> handled.add(message.payload()));

    await().until(() -> worker.problem().isEmpty());
    bench.publish("one");

    await().until(() -> handled.contains("one"));
    assertThat(bench.memory.inspect(bench.consumer())).isInstanceOf(Presence.Same.class);
  }

  @Test
  void aWorkerIsNotReadyBeforeItTakes() {
    Worker worker = bench.worker(message -> {});

    assertThat(worker.problem()).contains("starting");
  }

  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // It goes on all the same, as some handlers do.
    }
  }

  private Bench prepared() {
    bench.memory.create(bench.consumer());
    return bench;
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    await().until(() -> latch.getCount() == 0);
  }
}
