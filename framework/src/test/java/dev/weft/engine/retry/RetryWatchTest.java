package dev.weft.engine.retry;

import static dev.weft.engine.retry.RetryBench.DUE;
import static dev.weft.engine.retry.RetryBench.HOUR;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.machine.Machine;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Which handlers' retries are fetched, by what a look at the stream finds. */
class RetryWatchTest {

  private final MovedMachine machine = new MovedMachine();

  @AutoClose private final RetryBench retrying = new RetryBench(machine);
  private final Bench bench = retrying.bench;

  @Test
  void whileNothingWaitsThereIsNeitherConsumerNorSource() {
    retrying.createStream();
    bench.start(retrying.laterUntil(1));
    bench.publish("a");
    bench.outcomes.awaitSettlements("ack a #1");

    machine.move(Duration.ofMinutes(5));

    await().during(Duration.ofMillis(300)).until(() -> !isFetched());
    assertThat(bench.memory.settings(DUE)).isEmpty();
  }

  @Test
  void whoSchedulesOneFetchesAtOnceAndRestsOnceItIsHandled() {
    retrying.createStream();
    bench.start(retrying.laterUntil(2));
    bench.publish("later");
    bench.outcomes.awaitSettlements("retry later #1");
    assertThat(isFetched()).isTrue();
    retrying.clock.advance(HOUR.plusSeconds(1));
    bench.outcomes.awaitSettlements("retry later #1", "ack later #2");

    machine.passUntil(() -> !isFetched());

    bench.publish("later again");
    bench.outcomes.awaitSettlements("retry later #1", "ack later #2", "retry later again #1");
    retrying.clock.advance(HOUR.plusSeconds(1));
    bench.outcomes.awaitSettlements(
        "retry later #1", "ack later #2", "retry later again #1", "ack later again #2");
  }

  @Test
  void whatAnotherProcessHasScheduledIsFetchedFromTheNextLookOn() {
    retrying.createStream();
    bench.start(retrying.laterUntil(1));
    bench.publish("a");
    bench.outcomes.awaitSettlements("ack a #1");
    machine.move(Duration.ofSeconds(1));

    retrying.keepOneWaiting();

    machine.passUntil(this::isFetched);
    bench.memory.outbox().publish("RETRY.S.c.due", "due".getBytes(UTF_8), Headers.empty());
    bench.outcomes.awaitSettlements("ack a #1", "ack due #1");
  }

  @Test
  void whatWaitsForAnotherHandlerConcernsNobodyElse() {
    retrying.createStream();
    bench.memory.outbox().publish("RETRY.S.other.later.1", new byte[0], Headers.empty());
    bench.start(retrying.laterUntil(1));
    bench.publish("a");
    bench.outcomes.awaitSettlements("ack a #1");

    machine.move(Duration.ofMinutes(1));

    await().during(Duration.ofMillis(300)).until(() -> !isFetched());
  }

  @Test
  void whereTheServerDoesNotLetItLookAllAreFetchedAndTheLogSaysSoOnce() throws Exception {
    retrying.createStream();
    bench.memory.create(bench.consumer());
    var answer = new AtomicReference<Optional<StreamState>>();
    var watch = new RetryWatch(machine, answering(answer), "S", Duration.ofSeconds(1), () -> {});
    var due = due();
    try (var log = CapturedLog.of(RetryWatch.class.getName(), Level.WARN)) {
      watch.add("c", due, bench.housekeeper());

      await().until(due::isFetching);
      machine.move(Duration.ofMinutes(1));
      await().during(Duration.ofMillis(300)).until(due::isFetching);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("S_RETRY: which retries wait there cannot be seen", "not permitted");
    } finally {
      close(watch, due);
    }
  }

  @Test
  void whereLooksHaveFailedForAnIntervalAllAreFetched() throws Exception {
    retrying.createStream();
    bench.memory.create(bench.consumer());
    var failing = answering(new AtomicReference<>(), TransportException.passing("no answer", null));
    var watch = new RetryWatch(machine, failing, "S", Duration.ofSeconds(30), () -> {});
    var due = due();
    try (var log = CapturedLog.of(RetryWatch.class.getName(), Level.WARN)) {
      watch.add("c", due, bench.housekeeper());
      await().during(Duration.ofMillis(300)).until(() -> !due.isFetching());

      machine.passUntil(due::isFetching);

      assertThat(log.lines()).singleElement().asString().contains("cannot be seen", "no answer");
    } finally {
      close(watch, due);
    }
  }

  @Test
  void aConsumerThatTakesOtherMessagesIsNotUsed() {
    retrying.createStream();
    bench.memory.create(
        new ConsumerSpec(DUE.stream(), DUE.name(), Map.of("filter_subject", "RETRY.S.c.>")));
    try (var log = CapturedLog.of(RetryFetcher.class.getName(), Level.WARN)) {
      bench.start(retrying.laterUntil(2));
      bench.publish("later");

      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .isNotEmpty()
                      .allSatisfy(
                          line ->
                              assertThat(line)
                                  .contains("S_RETRY/c takes other messages: filter_subject")));
    }
    assertThat(bench.outcomes.settlements()).containsExactly("retry later #1");
  }

  @Test
  void whereVeryManyWaitAllAreFetched() throws Exception {
    retrying.createStream();
    bench.memory.create(bench.consumer());
    StreamState few = bench.memory.state("S_RETRY").orElseThrow();
    var answer =
        new AtomicReference<>(
            Optional.of(new StreamState(few.settings(), 10_001, 1, 10_001, few.subjects())));
    var watch = new RetryWatch(machine, answering(answer), "S", Duration.ofSeconds(1), () -> {});
    var due = due();
    try {
      watch.add("c", due, bench.housekeeper());

      await().until(due::isFetching);
      answer.set(Optional.of(few));
      machine.passUntil(() -> !due.isFetching());
    } finally {
      close(watch, due);
    }
  }

  @Test
  void aLookComesBeforeWhatWasScheduledAfterTheLastOneIsDue() {
    assertThat(RetryWatch.interval(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(24));
    assertThat(RetryWatch.interval(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(24));
    assertThat(RetryWatch.interval(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(8));
    assertThat(RetryWatch.interval(Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
    assertThat(RetryWatch.interval(Machine.FOR_EVER)).isEqualTo(Duration.ofSeconds(24));
  }

  private DueRetries due() {
    return new DueRetries(
        () -> bench.memory.open(bench.consumer(), ReceiveMode.PULL),
        DUE,
        Parts.memory(),
        Parts.ID,
        Observer.none(),
        bench.housekeeper());
  }

  private static void close(RetryWatch watch, DueRetries due) {
    watch.remove("c", due);
    due.beginClose();
    due.awaitClose();
  }

  private boolean isFetched() {
    return retrying.watch.isWaiting("c");
  }

  /** Says how the stream stands; refuses that, or fails otherwise, where there is no answer. */
  private Transport answering(AtomicReference<Optional<StreamState>> answer) {
    return answering(answer, TransportException.lasting("not permitted", null));
  }

  private Transport answering(
      AtomicReference<Optional<StreamState>> answer, TransportException otherwise) {
    return (Transport)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("state") && arguments[0].equals("S_RETRY")) {
                if (answer.get() == null) {
                  throw otherwise;
                }
                return answer.get();
              }
              try {
                return method.invoke(bench.memory, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }
}
