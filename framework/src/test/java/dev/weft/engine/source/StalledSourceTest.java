package dev.weft.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.retry.RetryBench;
import dev.weft.engine.worker.Worker;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.MovedMachine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that does not return to the worker that asks it. */
class StalledSourceTest {

  private static final Duration A_MOMENT = Duration.ofMillis(50);

  private final MovedMachine machine = new MovedMachine();
  private final Bench bench = new Bench(machine).ackWait(Duration.ofDays(1));
  private final BreakableTransport transport = new BreakableTransport(bench.memory);
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN);

  @AfterEach
  void stop() {
    transport.unstall();
    bench.close();
    log.close();
  }

  @Test
  void anotherThreadTakesItsPlaceAndWhatItKeptIsHandedBack() {
    bench.memory.create(bench.consumer());
    bench.through(transport).publish("one");
    Worker worker = bench.start(message -> handled.add(message.payload()));
    await().until(() -> handled.contains("one"));
    transport.stallOnce();
    bench.publish("kept", "next");
    await().until(() -> bench.memory.state(bench.consumer()).ackPending() == 1);

    awaitInTime(bench, () -> handled.contains("next"));

    assertThat(bench.outcomes.all()).containsOnlyOnce("happened STALLED");
    assertThat(log.lines())
        .anyMatch(
            line ->
                line.contains("its source has not returned for 15 s")
                    && line.contains("where it waits"));
    assertThat(worker.problem()).isEmpty();

    transport.unstall();

    await().until(() -> handled.contains("kept"));
    assertThat(handled).containsExactly("one", "next", "kept");
    assertThat(bench.outcomes.settlements()).endsWith("ack kept #2");
  }

  @Test
  void soDoesOneOfTheThreadThatFetchesRetriesThatAreDue() {
    try (var retrying = new RetryBench(machine)) {
      retrying.createStream();
      retrying.bench.slots(100);
      Worker worker = retrying.bench.start(retrying.laterUntil(2));
      retrying.bench.publish("later kept");
      retrying.bench.outcomes.awaitSettlements("retry later kept #1");
      retrying.retryTransport.stallOnce();
      retrying.clock.advance(RetryBench.HOUR.plusSeconds(1));
      await().until(() -> retrying.bench.memory.state(RetryBench.DUE).ackPending() == 1);
      retrying.bench.publish("later next");
      await().until(() -> retrying.seen.contains("later next#1"));
      await().until(() -> retrying.bench.outcomes.settlements().size() == 2);
      retrying.clock.advance(RetryBench.HOUR.plusSeconds(1));

      awaitInTime(retrying.bench, () -> retrying.seen.contains("later next#2"));

      assertThat(retrying.bench.outcomes.all()).containsOnlyOnce("happened STALLED");
      assertThat(log.lines())
          .anyMatch(
              line ->
                  line.contains("source of its retries that are due, S_RETRY/c, has not returned")
                      && line.contains("where it waits"));
      assertThat(worker.problem()).isEmpty();
      assertThat(retrying.seen).noneMatch("later kept#2"::equals);

      retrying.retryTransport.unstall();

      await()
          .until(() -> retrying.seen.stream().filter(s -> s.startsWith("later kept")).count() == 2);
    }
  }

  /**
   * It has to hold after the promised 15 s. These pass one after the other, so that whoever is not
   * stalled returns in each of them.
   */
  private void awaitInTime(Bench stalled, Callable<Boolean> condition) {
    await()
        .pollInterval(A_MOMENT)
        .until(
            () -> {
              machine.move(Duration.ofSeconds(1)); // there is a look each second
              return stalled.outcomes.all().contains("happened STALLED");
            });
    await().until(condition);
  }
}
