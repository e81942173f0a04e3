package dev.weft.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.RetryException;
import dev.weft.memory.ManualClock;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Mode;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Retries that wait elsewhere, on a time that is moved by hand. */
class ScheduledRetriesTest {

  private static final Duration LONGER_THAN = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final ConsumerSpec DUE = new ConsumerSpec("S_RETRY", "c", Map.of());

  private final ManualClock clock = new ManualClock(Instant.parse("2030-01-31T12:00:00Z"));
  private final Bench bench = new Bench(new MemoryTransport(clock));
  private final BreakableTransport retryTransport = new BreakableTransport(bench.memory);
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private int restored;
  private final ScheduledRetries retries =
      new ScheduledRetries(retryTransport, bench.consumer(), LONGER_THAN, clock, () -> restored++);

  ScheduledRetriesTest() {
    bench.longRetries(retries).slots(1);
  }

  private void createStream() {
    bench.memory.create(ScheduledRetries.streamFor("S", Map.of()));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** Notes each call; fails with a wait of an hour while the text starts with {@code later}. */
  private Handler<String> laterUntil(int attempt) {
    return message -> {
      seen.add(message.payload() + "#" + message.attempt());
      if (message.payload().startsWith("later") && message.attempt() < attempt) {
        throw new RetryException(HOUR, "not yet");
      }
    };
  }

  @Test
  void aLongRetryHoldsNoSlotAndComesBackAfterItsWait() {
    createStream();
    bench.start(laterUntil(2));
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
    createStream();
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
    createStream();
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
    createStream();
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
    createStream();
    bench.memory.create(StreamDeadLetters.streamFor("S", Map.of()));
    bench.deadLetters(
        new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {}));
    bench.start(laterUntil(9));
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
  void whatIsScheduledAgainBecauseItsAckWasLostHasOneSchedule() throws Exception {
    createStream();
    bench.memory.create(bench.consumer());
    bench.publish("a");
    try (Source source = bench.memory.open(bench.consumer(), Mode.PULL)) {
      for (int attempt = 1; attempt <= 2; attempt++) {
        Delivery delivery = source.next(1, Duration.ofSeconds(5)).getFirst();
        assertThat(delivery.attempt()).isEqualTo(attempt);
        assertThat(retries.keep(delivery, new Outcome.Retry(HOUR, "for the test", null)))
            .isPresent();
        clock.advance(Bench.ACK_WAIT); // nobody acknowledges it
      }
      source.next(1, Duration.ofSeconds(5)).getFirst().settle(Outcome.Ack.INSTANCE);
    }

    clock.advance(HOUR.plusSeconds(1));
    bench.start(laterUntil(1));

    bench.outcomes.awaitSettlements("ack a #3");
    await().during(Duration.ofMillis(500)).until(() -> seen.size() == 1);
  }

  @Test
  void withoutItsStreamARetryIsDelayedByTheConsumerAndTheLogSaysSo() {
    try (var log = CapturedLog.of(Settler.class.getName(), Level.WARN)) {
      bench.slots(10).start(laterUntil(2));
      bench.publish("later", "a");

      bench.outcomes.awaitSettlements("retry later #1", "ack a #1");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("not scheduled, so it holds a slot meanwhile", "no stream takes this subject");
    }
    assertThat(restored).isPositive();
    assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(1);
    clock.advance(HOUR);
    bench.outcomes.awaitSettlements("retry later #1", "ack a #1", "ack later #2");
  }

  @Test
  void theLogSaysWhereARetryWaits() {
    createStream();
    try (var log = CapturedLog.of(Settler.class.getName(), Level.WARN)) {
      bench.start(laterUntil(2));
      bench.publish("later");
      bench.outcomes.awaitSettlements("retry later #1");

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("S/1: attempt 1 failed, again in 3600000 ms", "(waits in S_RETRY/1)");
    }
  }

  @Test
  void whenItsStreamFailsTheOthersAreHandledAndTheRetriesComeAfterwards() {
    createStream();
    Worker worker = bench.start(laterUntil(2));
    bench.publish("later");
    bench.outcomes.awaitSettlements("retry later #1");
    try (var log = CapturedLog.of(DueRetries.class.getName(), Level.WARN)) {
      retryTransport.breakNow("the node is away");
      clock.advance(HOUR.plusSeconds(1));
      await().until(() -> log.lines().size() > 1);
      bench.publish("a", "b");
      bench.outcomes.awaitSettlements("retry later #1", "ack a #1", "ack b #1");
      assertThat(worker.problem()).isEmpty();
      assertThat(bench.outcomes.all()).contains("happened REOPENED");
      assertThat(log.lines())
          .allMatch(line -> line.contains("cannot take the retries that are due from S_RETRY/c"));
      retryTransport.mend();

      bench.outcomes.awaitSettlements("retry later #1", "ack a #1", "ack b #1", "ack later #2");
    }
  }

  @Test
  void dueRetriesComeBeforeWhatIsNew() {
    createStream();
    Worker first = bench.start(laterUntil(2));
    bench.publish("later 1", "later 2", "later 3");
    bench.outcomes.awaitSettlements("retry later 1 #1", "retry later 2 #1", "retry later 3 #1");
    first.pause();
    clock.advance(HOUR.plusSeconds(1));
    for (int i = 0; i < 2000; i++) {
      bench.publish("new " + i);
    }
    first.resume();

    await().until(() -> seen.size() == 2006);
    assertThat(seen.subList(3, 1500)).contains("later 1#2", "later 2#2", "later 3#2");
  }

  @Test
  void aStopHandsBackTheRetryThatWasReceivedAndNotStarted() throws Exception {
    createStream();
    bench.memory.create(bench.consumer());
    bench.memory.create(ScheduledRetries.consumerFor(bench.consumer()));
    HandlerId handler = new HandlerId("test", "S", "c");
    Source main = bench.memory.open(bench.consumer(), Mode.PULL);
    Source joined = retries.with(main, handler, Observer.none());
    assertThat(joined.next(1, Duration.ZERO)).isEmpty(); // which asks for a retry
    bench.memory.outbox().publish("RETRY.S.c.due", "by hand".getBytes(UTF_8), Headers.empty());
    await().until(() -> bench.memory.state(DUE).ackPending() == 1);

    joined.close();

    try (Source other = bench.memory.open(DUE, Mode.PULL)) {
      assertThat(other.next(1, Duration.ofSeconds(5)).getFirst().attempt()).isEqualTo(2);
    }
    assertThat(joined.next(1, Duration.ofSeconds(5))).isEmpty();
  }

  @Test
  void aRetryIsKeptAliveHoweverLongItsHandlerTakes() {
    var ackWait = Duration.ofMillis(300);
    try (var real = new Bench()) {
      real.ackWait(ackWait)
          .longRetries(
              new ScheduledRetries(
                  real.memory,
                  real.consumer(),
                  Duration.ofMillis(50),
                  InstantSource.system(),
                  () -> {}));
      real.memory.create(ScheduledRetries.streamFor("S", Map.of()));
      real.start(
          message -> {
            seen.add(message.payload() + "#" + message.attempt());
            if (message.attempt() == 1) {
              throw new RetryException(Duration.ofMillis(100), "not yet");
            }
            Thread.sleep(ackWait.multipliedBy(4));
          });
      real.publish("a");

      real.outcomes.awaitSettlements("retry a #1", "ack a #2");
      assertThat(real.memory.state(DUE).ackPending()).isZero();
    }
    assertThat(seen).containsExactly("a#1", "a#2");
  }

  @Test
  void whatSomebodyElsePublishedThereIsHandledAsItIs() {
    createStream();
    bench.start(laterUntil(1));
    await().ignoreExceptions().until(() -> bench.memory.state(DUE).waiting() >= 0);

    bench.memory.outbox().publish("RETRY.S.c.due", "by hand".getBytes(UTF_8), Headers.empty());

    bench.outcomes.awaitSettlements("ack by hand #1");
  }

  private Delivery only(String stream) {
    var reader = new ConsumerSpec(stream, "reader", Map.of());
    bench.memory.create(reader);
    try (Source source = bench.memory.open(reader, Mode.PULL)) {
      List<Delivery> all = source.next(10, Duration.ofSeconds(5));
      assertThat(all).hasSize(1);
      return all.getFirst();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
