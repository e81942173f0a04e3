package dev.weft.engine.retry;

import static dev.weft.engine.retry.RetryBench.DUE;
import static dev.weft.engine.retry.RetryBench.HOUR;
import static dev.weft.engine.retry.RetryBench.LONGER_THAN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Headers;
import dev.weft.RetryException;
import dev.weft.engine.Bench;
import dev.weft.engine.SideStream;
import dev.weft.engine.deadletter.StreamDeadLetters;
import dev.weft.engine.worker.Worker;
import dev.weft.memory.ManualClock;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.InMemory;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Retries that wait elsewhere, on a time that is moved by hand. */
class ScheduledRetriesTest {

  @AutoClose private final RetryBench retrying = new RetryBench();
  private final Bench bench = retrying.bench;
  private final ManualClock clock = retrying.clock;
  private final List<String> seen = retrying.seen;

  @Test
  void aLongRetryHoldsNoSlotAndComesBackAfterItsWait() {
    retrying.createStream();
    bench.start(retrying.laterUntil(2));
    bench.publish("later", "a", "b");

    bench.outcomes.awaitSettlements("retry later #1", "ack a #1", "ack b #1");
    assertThat(bench.memory.state(bench.consumer()).ackPending()).isZero();
    clock.advance(HOUR.minusSeconds(1));
    bench.publish("c");
    await().until(() -> seen.contains("c#1"));
    clock.advance(Duration.ofSeconds(2));

    bench.outcomes.awaitSettlements(
        "retry later #1", "ack a #1", "ack b #1", "ack c #1", "ack later #2");
    assertThat(bench.memory.state(DUE).ackPending()).isZero();
  }

  @Test
  void whatComesBackIsTheOriginal() {
    retrying.createStream();
    var deliveries = new CopyOnWriteArrayList<String>();
    bench.start(
        message -> {
          deliveries.add(
              String.join(
                  " ",
                  message.subject(),
                  message.id(),
                  message.timestamp().toString(),
                  message.position().orElseThrow().toString(),
                  message.headers().toString()));
          if (message.attempt() == 1) {
            throw new RetryException(HOUR, "not yet");
          }
        });
    Headers headers = Headers.of("Nats-Msg-Id", "one").plus("a", "1").plus("a", "2");
    bench.memory.outbox().publish("s.special", "x".getBytes(UTF_8), headers);

    bench.outcomes.awaitSettlements("retry x #1");
    clock.advance(HOUR.plusSeconds(1));
    bench.outcomes.awaitSettlements("retry x #1", "ack x #2");

    assertThat(deliveries).hasSize(2);
    assertThat(deliveries.get(1)).isEqualTo(deliveries.get(0)).startsWith("s.special one 2030");
  }

  @Test
  void aShortRetryIsLeftToTheConsumer() {
    retrying.createStream();
    bench.start(
        message -> {
          if (message.attempt() == 1) {
            throw new RetryException(LONGER_THAN, "not yet");
          }
        });
    bench.publish("a");

    bench.outcomes.awaitSettlements("retry a #1");
    assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(1);
    clock.advance(LONGER_THAN);
    bench.outcomes.awaitSettlements("retry a #1", "ack a #2");
  }

  @Test
  void aNakByHandIsScheduledToo() {
    retrying.createStream();
    bench
        .manual()
        .start(
            message -> {
              if (message.attempt() == 1) {
                message.nak(HOUR);
              } else {
                message.ack();
              }
            });
    bench.publish("a", "b");

    bench.outcomes.awaitSettlements("retry a #1", "retry b #1");
    clock.advance(HOUR.plusSeconds(1));
    bench.outcomes.awaitSettlements("retry a #1", "retry b #1", "ack a #2", "ack b #2");
  }

  @Test
  void attemptsAreCountedOverRetriesOfRetriesAndTheDeadLetterNamesTheOriginal() {
    retrying.createStream();
    bench.memory.create(SideStream.DEAD_LETTERS.beside("S", Map.of()));
    bench.deadLetters(
        new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {}));
    bench.start(retrying.laterUntil(9));
    bench.publish("a", "later");

    bench.outcomes.awaitSettlements("ack a #1", "retry later #1");
    clock.advance(HOUR.plusSeconds(1));
    bench.outcomes.awaitSettlements("ack a #1", "retry later #1", "retry later #2");
    clock.advance(HOUR.plusSeconds(1));
    bench.outcomes.awaitSettlements(
        "ack a #1", "retry later #1", "retry later #2", "reject later #3");

    Delivery letter = only("S_DLQ");
    assertThat(letter.headers().first("Weft-Dead-Subject")).contains("s.a");
    assertThat(letter.headers().first("Weft-Dead-Sequence")).contains("2");
    assertThat(letter.headers().first("Weft-Dead-Attempts")).contains("3");
  }

  @Test
  void theLogSaysWhereARetryWaits() {
    retrying.createStream();
    try (var log = CapturedLog.of("dev.weft.engine.delivery.SettlementLog", Level.WARN)) {
      bench.start(retrying.laterUntil(2));
      bench.publish("later");
      bench.outcomes.awaitSettlements("retry later #1");

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("S/1: attempt 1 failed, again in 1h", "(waits in S_RETRY/1)");
    }
  }

  @Test
  void dueRetriesComeThoughThereIsAlwaysSomethingNew() {
    retrying.createStream();
    Worker first = bench.start(retrying.laterUntil(2));
    bench.publish("later 1", "later 2", "later 3");
    bench.outcomes.awaitSettlements("retry later 1 #1", "retry later 2 #1", "retry later 3 #1");
    first.pause();
    clock.advance(HOUR.plusSeconds(1));
    first.resume();

    // There is always something new, and still they come.
    for (int published = 1_000;
        !seen.containsAll(List.of("later 1#2", "later 2#2", "later 3#2"));
        published += 1_000) {
      assertThat(published).isLessThan(100_000);
      IntStream.range(0, 1_000).forEach(i -> bench.publish("new"));
      int all = published;
      await().pollInterval(Duration.ofMillis(1)).until(() -> seen.size() >= all - 500);
    }
  }

  @Test
  void aRetryIsKeptAliveHoweverLongItsHandlerTakes() {
    var ackWait = Duration.ofMillis(300);
    var mayEnd = new CountDownLatch(1);
    try (var aging = new RetryBench(ackWait)) {
      aging.createStream();
      aging.bench.start(
          message -> {
            seen.add(message.payload() + "#" + message.attempt());
            if (message.attempt() == 1) {
              throw new RetryException(HOUR, "not yet");
            }
            mayEnd.await();
          });
      aging.bench.publish("a");
      aging.bench.outcomes.awaitSettlements("retry a #1");
      aging.clock.advance(HOUR.plusSeconds(1));
      await().until(() -> seen.contains("a#2"));

      aging.retryTransport.outlast(ackWait, aging.clock);
      mayEnd.countDown();

      aging.bench.outcomes.awaitSettlements("retry a #1", "ack a #2");
      assertThat(aging.bench.memory.state(DUE).ackPending()).isZero();
    }
    assertThat(seen).containsExactly("a#1", "a#2");
  }

  /** The server would drop what waits longest, and refuse nothing. */
  @Test
  void aStreamThatIsNearlyFullTakesNoMoreAndNothingThatWaitsIsDropped() {
    retrying.createStream(Map.of("max_msgs", 10));
    bench.slots(100);
    Worker worker = bench.start(retrying.laterUntil(2));
    String[] later = IntStream.range(0, 30).mapToObj(i -> "later " + i).toArray(String[]::new);
    bench.publish(later);

    await().untilAsserted(() -> assertThat(bench.outcomes.settlements()).hasSize(30));
    assertThat(bench.memory.state("S_RETRY").orElseThrow().messages()).isEqualTo(9);
    assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(21);
    assertThat(worker.problem())
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("retries are not scheduled: stream S_RETRY takes no more retries")
                    .contains("10 of its max_msgs = 10", "nats stream edit S_RETRY"));
    clock.advance(HOUR.plusSeconds(1));

    await().until(() -> seen.size() == 60);
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void whatWouldBeTooOldBeforeItIsDueWaitsWithItsConsumer() {
    retrying.createStream(Map.of("max_age", HOUR.toNanos()));
    Worker worker = bench.start(retrying.laterUntil(2));
    bench.publish("later");

    bench.outcomes.awaitSettlements("retry later #1");
    assertThat(bench.memory.state("S_RETRY").orElseThrow().messages()).isZero();
    assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(1);
    assertThat(worker.problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("max_age of 3600 s"));
    clock.advance(HOUR.plusSeconds(1));
    bench.outcomes.awaitSettlements("retry later #1", "ack later #2");
  }

  /** A consumer that is created anew counts from one, within the stream's duplicate window. */
  @Test
  void whatIsScheduledAnewUnderAnIdThatHasComeIsNotTakenForACopy() {
    retrying.createStream(Map.of("duplicate_window", HOUR.multipliedBy(9).toNanos()));
    bench.memory.create(bench.consumer());
    bench.publish("later");
    Delivery delivery = first(bench.consumer());
    var retry = new Outcome.Retry(HOUR, "not yet", null);
    retrying.retries.keep(delivery, retry);
    retrying.retries.keep(delivery, retry);
    assertThat(bench.memory.state("S_RETRY").orElseThrow().messages()).isEqualTo(1);
    clock.advance(HOUR.plusSeconds(1));
    bench.memory.create(ScheduledRetries.consumerFor(bench.consumer()));
    first(DUE).settle(Outcome.Ack.INSTANCE);
    assertThat(bench.memory.state("S_RETRY").orElseThrow().messages()).isZero();

    retrying.retries.keep(delivery, retry);

    assertThat(bench.memory.state("S_RETRY").orElseThrow().messages()).isEqualTo(1);
  }

  private Delivery first(ConsumerSpec consumer) {
    return InMemory.next(bench.memory, consumer);
  }

  private Delivery only(String stream) {
    List<Delivery> all = InMemory.all(bench.memory, stream);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }
}
