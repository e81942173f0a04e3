package dev.weft.engine.retry;

import static dev.weft.engine.retry.RetryBench.DUE;
import static dev.weft.engine.retry.RetryBench.HOUR;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.engine.Bench;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.source.MessageMemory;
import dev.weft.engine.worker.Worker;
import dev.weft.machine.Machine;
import dev.weft.memory.ManualClock;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.InMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Long retries whose stream, worker or acknowledgement fails. */
class ScheduledRetriesFaultsTest {

  @AutoClose private final RetryBench retrying = new RetryBench();
  private final Bench bench = retrying.bench;
  private final ManualClock clock = retrying.clock;
  private final List<String> seen = retrying.seen;

  @Test
  void whatIsScheduledAgainBecauseItsAckWasLostHasOneSchedule() throws Exception {
    retrying.createStream();
    bench.memory.create(bench.consumer());
    bench.publish("a");
    try (Source source = bench.memory.open(bench.consumer(), ReceiveMode.PULL)) {
      for (int attempt = 1; attempt <= 2; attempt++) {
        Delivery delivery = source.next(1, Duration.ofSeconds(5)).getFirst();
        assertThat(delivery.attempt()).isEqualTo(attempt);
        assertThat(retrying.retries.keep(delivery, new Outcome.Retry(HOUR, "for the test", null)))
            .isPresent();
        clock.advance(Bench.ACK_WAIT); // nobody acknowledges it
      }
      source.next(1, Duration.ofSeconds(5)).getFirst().settle(Outcome.Ack.INSTANCE);
    }

    clock.advance(HOUR.plusSeconds(1));
    bench.start(retrying.laterUntil(1));

    bench.outcomes.awaitSettlements("ack a #3");
    await().during(Duration.ofMillis(500)).until(() -> seen.size() == 1);
  }

  @Test
  void withoutItsStreamARetryIsDelayedByTheConsumerAndTheLogSaysSo() {
    try (var log = CapturedLog.of("dev.weft.engine.delivery.SettlementLog", Level.WARN)) {
      Worker worker = bench.slots(10).start(retrying.laterUntil(2));
      bench.publish("later", "a");

      bench.outcomes.awaitSettlements("retry later #1", "ack a #1");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("not scheduled, so it holds a slot meanwhile", "no stream takes this subject");
      assertThat(worker.problem())
          .hasValueSatisfying(
              problem ->
                  assertThat(problem)
                      .contains("retries are not scheduled", "no stream takes this subject"));
    }
    assertThat(retrying.restored).isPositive();
    assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(1);
    clock.advance(HOUR);
    bench.outcomes.awaitSettlements("retry later #1", "ack a #1", "ack later #2");
  }

  @Test
  void whenItsStreamFailsTheOthersAreHandledAndTheRetriesComeAfterwards() {
    retrying.createStream();
    Worker worker = bench.start(retrying.laterUntil(2));
    bench.publish("later");
    bench.outcomes.awaitSettlements("retry later #1");
    try (var log = CapturedLog.of(RetryFetcher.class.getName(), Level.WARN)) {
      retrying.retryTransport.breakNow("the node is away");
      await().until(() -> !log.lines().isEmpty()); // or a look under way would bring it after all
      clock.advance(HOUR.plusSeconds(1));
      await().until(() -> log.lines().size() > 1);
      bench.publish("a", "b");
      bench.outcomes.awaitSettlements("retry later #1", "ack a #1", "ack b #1");
      assertThat(worker.problem()).isEmpty();
      assertThat(bench.outcomes.all()).contains("happened REOPENED");
      assertThat(log.lines())
          .allMatch(line -> line.contains("cannot take the retries that are due from S_RETRY/c"));
      retrying.retryTransport.mend();

      bench.outcomes.awaitSettlements("retry later #1", "ack a #1", "ack b #1", "ack later #2");
    }
  }

  @Test
  void aStopHandsBackTheRetryThatWasReceivedAndNotStarted() throws Exception {
    retrying.createStream();
    bench.memory.create(bench.consumer());
    bench.memory.create(ScheduledRetries.consumerFor(bench.consumer()));
    retrying.keepOneWaiting();
    Source main = bench.memory.open(bench.consumer(), ReceiveMode.PULL);
    MessageMemory.Share memory = MessageMemory.ofProcess().share(Machine.real());
    Source joined =
        retrying.retries.with(
            main, ReceiveMode.PULL, memory, Parts.ID, Observer.none(), bench.housekeeper());
    assertThat(joined.next(1, Duration.ZERO)).isEmpty(); // which asks for a retry
    bench.memory.outbox().publish("RETRY.S.c.due", "by hand".getBytes(UTF_8), Headers.empty());
    await().until(() -> bench.memory.state(DUE).ackPending() == 1);

    joined.close();

    assertThat(InMemory.next(bench.memory, DUE).attempt()).isEqualTo(2);
    assertThat(joined.next(1, Duration.ofSeconds(5))).isEmpty();
  }

  @Test
  void whatSomebodyElsePublishedThereIsHandledAsItIs() {
    retrying.createStream();
    bench.start(retrying.laterUntil(1));

    bench.memory.outbox().publish("RETRY.S.c.due", "by hand".getBytes(UTF_8), Headers.empty());

    bench.outcomes.awaitSettlements("ack by hand #1");
  }
}
