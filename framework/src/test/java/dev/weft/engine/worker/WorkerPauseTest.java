package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BreakerPolicy;
import dev.weft.Handler;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.RetryPolicy;
import dev.weft.engine.AgingBench;
import dev.weft.engine.Bench;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker takes nothing while it is paused, by its breaker or by hand. */
class WorkerPauseTest {

  /** Longer than any test. */
  private static final Duration FOR_EVER = Duration.ofHours(1);

  private final Bench bench =
      new Bench().retry(RetryPolicy.builder().attempts(5).fixedDelay(FOR_EVER).build());
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void stop() {
    mayEnd.countDown();
    bench.close();
  }

  @Test
  void aHandlerThatFailsTooOftenTakesNothingMoreAndTheRestKeepsItsAttempts() {
    prepared(3, FOR_EVER).publish("one", "two", "three", "four", "five");

    Worker worker = bench.start(failingOn("one", "two", "three", "four", "five"));

    await().until(() -> worker.problem().isPresent() && handled.size() == 3);
    bench.outcomes.awaitSettlements("retry one #1", "retry two #1", "retry three #1");
    assertThat(worker.problem().orElseThrow())
        .matches("paused for another (1h|59m|35\\d\\ds): 3 of 3 outcomes failed within 1m");
    assertThat(bench.outcomes.all()).containsOnlyOnce("happened PAUSED");

    // Somebody else takes what is left, for the first time each.
    Worker other = bench.start(failingOn());
    bench.outcomes.awaitSettlements(
        "retry one #1", "retry two #1", "retry three #1", "ack four #1", "ack five #1");
    assertThat(other.problem()).isEmpty();
    assertThat(worker.problem()).isPresent();
  }

  @Test
  void afterThePauseOneMessageThatIsHandledLetsTheOthersThrough() {
    prepared(2, Duration.ofMillis(200)).publish("one", "two", "three", "four");

    Worker worker = bench.start(failingOn("one", "two"));

    bench.outcomes.awaitSettlements("retry one #1", "retry two #1", "ack three #1", "ack four #1");
    assertThat(worker.problem()).isEmpty();
    assertThat(bench.outcomes.all()).containsOnlyOnce("happened PAUSED");
  }

  @Test
  void afterThePauseOneMessageThatFailsPausesAgain() {
    prepared(2, Duration.ofMillis(100)).publish("one", "two", "three", "four", "five");

    Worker worker = bench.start(failingOn("one", "two", "three", "four"));

    bench.outcomes.awaitSettlements(
        "retry one #1", "retry two #1", "retry three #1", "retry four #1", "ack five #1");
    assertThat(worker.problem()).isEmpty();
    assertThat(bench.outcomes.all().stream().filter("happened PAUSED"::equals)).hasSize(3);
  }

  @Test
  void whatAHandlerSaysOfItsMessageDoesNotPauseIt() {
    bench.retry(
        RetryPolicy.builder()
            .attempts(2)
            .fixedDelay(Duration.ZERO)
            .notRetried(Set.of(UnsupportedOperationException.class))
            .build());
    prepared(1, FOR_EVER).publish("rejected", "not-retried", "later", "good");
    bench.publish(new byte[] {(byte) 0xff, (byte) 0xfe});

    Worker worker =
        bench.start(
            message -> {
              switch (message.payload()) {
                case "rejected" -> throw new RejectException("no such customer");
                case "not-retried" -> throw new UnsupportedOperationException();
                case "later" -> throw new RetryException(Duration.ZERO, "closed at night");
                default -> handled.add(message.payload());
              }
            });

    await().until(() -> bench.outcomes.settlements().size() == 6);
    assertThat(bench.outcomes.all()).doesNotContain("happened PAUSED");
    assertThat(worker.problem()).isEmpty();
  }

  @Test
  void aTrialThatDecidesNothingIsFollowedByAnother() {
    prepared(1, Duration.ofMillis(100)).publish("bad", "rejected", "good", "better");

    Worker worker =
        bench.start(
            message -> {
              switch (message.payload()) {
                case "bad" -> throw new IllegalStateException("the gateway is away");
                case "rejected" -> throw new RejectException("no such customer");
                default -> handled.add(message.payload());
              }
            });

    bench.outcomes.awaitSettlements(
        "retry bad #1", "reject rejected #1", "ack good #1", "ack better #1");
    assertThat(worker.problem()).isEmpty();
  }

  @Test
  void aHandlerThatTakesTooLongPauses() {
    bench.timeout(Duration.ofMillis(100));
    prepared(1, FOR_EVER).publish("slow");

    Worker worker = bench.start(message -> new CountDownLatch(1).await());

    await().until(() -> Bench.isPausedByBreaker(worker));
    await()
        .untilAsserted(
            () -> assertThat(bench.outcomes.all()).contains("happened PAUSED", "retry slow #1"));
  }

  @Test
  void withManualAcknowledgementAMessageThatIsNeverSettledCountsAsAFailure() {
    bench.manual().timeout(Duration.ofMillis(100));
    prepared(1, FOR_EVER).publish("forgotten");

    Worker worker = bench.start(message -> handled.add(message.payload()));

    await().until(() -> Bench.isPausedByBreaker(worker));
    assertThat(handled).containsExactly("forgotten");
  }

  @Test
  void withManualAcknowledgementATrialEndsWithItsSettlement() {
    bench.manual();
    prepared(1, Duration.ofMillis(100)).publish("one", "two", "three");

    Worker worker =
        bench.start(
            message -> {
              if (message.payload().equals("one")) {
                throw new IllegalStateException("the gateway is away");
              }
              message.ack();
            });

    bench.outcomes.awaitSettlements("retry one #1", "ack two #1", "ack three #1");
    assertThat(worker.problem()).isEmpty();
  }

  @Test
  void aWorkerThatItsBreakerPausesStopsAtOnce() {
    prepared(1, FOR_EVER).publish("one");
    Worker worker = bench.start(failingOn("one"));
    await().until(() -> Bench.isPausedByBreaker(worker));

    worker.stop();

    bench.awaitEnd(); // the pause would have been an hour
  }

  @Test
  void aWorkerThatIsPausedByHandStopsAtOnce() {
    prepared(1, FOR_EVER);
    Worker worker = bench.start(failingOn());
    worker.pause();

    worker.stop();

    bench.awaitEnd(); // the pause would have been an hour
  }

  @Test
  void aPausedWorkerTakesNothingUntilItIsResumed() {
    prepared(1, FOR_EVER);
    Worker worker = bench.start(failingOn());
    await().until(() -> worker.problem().isEmpty());

    worker.pause();
    worker.pause();
    bench.publish("one");
    await()
        .during(Duration.ofMillis(300))
        .until(() -> handled.isEmpty() && worker.problem().isPresent());

    worker.resume();
    worker.resume();
    bench.outcomes.awaitSettlements("ack one #1");
    assertThat(worker.problem()).isEmpty();
  }

  @Test
  void theMessageInWorkFinishesWhenItsWorkerIsPausedAndIsKeptAlive() {
    try (var aging = new AgingBench()) {
      Worker worker = startLong(aging);

      worker.pause();
      aging.letOthersStart();
      aging.bench.publish("next");
      Worker other = aging.bench.start(message -> handled.add("other " + message.payload()));
      aging.bench.outcomes.awaitSettlements("ack next #1");
      aging.outlastTheAckWait();
      mayEnd.countDown();

      aging.bench.outcomes.awaitSettlements("ack next #1", "ack long #1");
      assertThat(handled).containsExactly("other next", "long");
      assertThat(other.problem()).isEmpty();
    }
  }

  @Test
  void theMessageInWorkIsKeptAliveAfterAStopToo() {
    try (var aging = new AgingBench()) {
      Worker worker = startLong(aging);

      worker.stop();
      aging.letOthersStart();
      aging.bench.start(message -> handled.add("other " + message.payload()));
      aging.outlastTheAckWait();
      mayEnd.countDown();

      aging.bench.outcomes.awaitSettlements("ack long #1");
      assertThat(handled).containsExactly("long");
    }
  }

  @Test
  void aPauseAndAResumeInTheSameMomentLeaveItTaking() {
    prepared(1, FOR_EVER);
    Worker worker = bench.start(failingOn());
    await().until(() -> worker.problem().isEmpty());

    for (int i = 0; i < 50; i++) {
      worker.pause();
      worker.resume();
    }
    bench.publish("one");

    bench.outcomes.awaitSettlements("ack one #1");
  }

  /** Returns when the message {@code long} is in work, where it stays until it may end. */
  private Worker startLong(AgingBench aging) {
    var started = new CountDownLatch(1);
    aging.bench.prepared().publish("long");
    Worker worker =
        aging.bench.start(
            message -> {
              started.countDown();
              mayEnd.await();
              handled.add(message.payload());
            });
    await().until(() -> started.getCount() == 0);
    return worker;
  }

  private Handler<String> failingOn(String... payloads) {
    return message -> {
      handled.add(message.payload());
      if (List.of(payloads).contains(message.payload())) {
        throw new IllegalStateException("the gateway is away");
      }
    };
  }

  private Bench prepared(int minOutcomes, Duration pause) {
    bench
        .breaker(BreakerPolicy.builder().minOutcomes(minOutcomes).pause(pause).build())
        .memory
        .create(bench.consumer());
    return bench;
  }
}
