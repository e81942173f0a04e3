package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.RetryPolicy;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.transport.Presence;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of messages, by what their handler does. */
class WorkerTest {

  @AutoClose private final Bench bench = new Bench();
  private final List<String> handled = new CopyOnWriteArrayList<>();

  @Test
  void whatTheHandlerReturnsFromIsAcknowledged() {
    bench.publish("one", "two");
    bench.prepared();

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
    assertThat(handled).containsExactly("one", "two");
  }

  @Test
  void whatTheHandlerThrowsIsRetriedUntilItSucceeds() {
    bench.prepared().publish("one");

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
    bench.prepared().publish("poison", "good");

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
    bench.prepared().publish("one");

    bench.start(
        message -> {
          throw new RejectException("no such customer");
        });

    bench.outcomes.awaitSettlements("reject one #1");
    await().until(() -> bench.outcomes.all().contains("failed RejectException"));
  }

  @Test
  void anExceptionOnTheListIsNotRetriedAndNeitherIsItsSubclass() {
    bench
        .retry(
            RetryPolicy.builder()
                .attempts(5)
                .fixedDelay(Duration.ZERO)
                .notRetried(Set.of(IllegalArgumentException.class))
                .build())
        .publish("one");
    bench.prepared();

    bench.start(
        message -> {
          throw new NumberFormatException("a subclass");
        });

    bench.outcomes.awaitSettlements("reject one #1");
  }

  @Test
  void aRetryExceptionChoosesItsOwnDelay() {
    bench.retry(RetryPolicy.builder().attempts(3).fixedDelay(Duration.ofHours(1)).build());
    bench.prepared().publish("one");

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
    bench.prepared().publish("one", "two");

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
    bench.prepared().publish("one");

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
    bench.prepared();
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
    bench.prepared();

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack one #1");
    assertThat(handled).containsExactly("outer", "inner", "one", "outer again");
  }

  @Test
  void aDeletedSourceIsReopenedAndTheWorkerSaysSoMeanwhile() {
    bench.prepared().publish("one");
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
}
