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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that does not return to the worker that asks it. */
class StalledSourceTest {

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** A busy machine may let one of the threads run late that have to run at once. */
  private static final Duration AT_MOST = WatchedSource.STALL.plusSeconds(6);

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
  void anotherThreadTakesItsPlaceAndWhatItKeptIsHandedBack() throws Exception {
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
  void soDoesOneOfTheThreadThatFetchesRetriesThatAreDue() throws Exception {
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
   * It has to hold after the promised 15 s, and not before. These pass one after the other, and in
   * each of them whoever looks each second has looked.
   */
  @SuppressWarnings("try") // closed at the end
  private void awaitInTime(Bench stalled, Callable<Boolean> condition) throws Exception {
    var looks = new AtomicInteger();
    long begin = machine.nanoTime();
    // Begun after those that look for a stall, so it comes after each of them.
    try (var look = stalled.housekeeper().every(A_SECOND, looks::incrementAndGet)) {
      while (!stalled.outcomes.all().contains("happened STALLED")) {
        assertThat(since(begin)).isLessThan(AT_MOST);
        int before = looks.get();
        machine.move(A_SECOND);
        await().until(() -> looks.get() > before);
        letVirtualThreadsRun(); // a look has started one, and goes by how soon that runs
      }
    }
    assertThat(since(begin)).isGreaterThan(WatchedSource.STALL.minus(A_SECOND));
    await().until(condition);
  }

  private Duration since(long begin) {
    return Duration.ofNanos(machine.nanoTime() - begin);
  }

  private static void letVirtualThreadsRun() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      Thread.ofVirtual().start(() -> {}).join();
    }
  }
}
