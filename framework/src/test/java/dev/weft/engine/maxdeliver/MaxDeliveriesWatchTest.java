package dev.weft.engine.maxdeliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.SideStream;
import dev.weft.engine.deadletter.StreamAttemptJournal;
import dev.weft.engine.deadletter.StreamDeadLetters;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.InMemory;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who reads what {@code max_deliver} has ended, and when. */
class MaxDeliveriesWatchTest {

  private final MovedMachine machine = new MovedMachine();

  @AutoClose private final Bench bench = new Bench(machine).maxDeliver(2);
  private final AtomicInteger restored = new AtomicInteger();
  private final ConsumerSpec advisories = MaxDeliveriesStream.consumerFor(bench.consumer());

  MaxDeliveriesWatchTest() {
    bench.memory.create(bench.consumer());
    bench.memory.create(SideStream.DEAD_LETTERS.beside("S", Map.of()));
    createDeaths();
    bench
        .deadLetters(new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {}))
        .attemptJournal(new StreamAttemptJournal(bench.memory, () -> {}));
  }

  @Test
  void whileNothingDiesNobodyReads() {
    bench.startDeathsWatch(Set.of(), this::restore);

    machine.move(Duration.ofMinutes(5));

    await().during(Duration.ofMillis(300)).until(() -> !isRead());
  }

  @Test
  void whatDiedBeforeTheStartIsKeptAtOnce() {
    die("one");

    bench.startDeathsWatch(Set.of(), this::restore);

    bench.outcomes.awaitSettlements("reject one #2");
  }

  @Test
  void whatDiesLaterIsKeptAtTheNextLookAndItsReaderRestsThen() {
    MaxDeliveriesWatch watch = bench.startDeathsWatch(Set.of(), this::restore);
    die("one");
    machine.passUntil(() -> bench.outcomes.settlements().size() == 1);
    machine.passUntil(() -> !watch.isReading());

    die("two");

    machine.passUntil(() -> bench.outcomes.settlements().size() == 2);
    assertThat(bench.outcomes.settlements()).containsExactly("reject one #2", "reject two #2");
  }

  @Test
  void whereDeathsAreToBeExpectedTheyAreReadAllTheTime() {
    bench.startDeathsWatch(Set.of(bench.consumer()), this::restore);
    await().until(this::isRead);

    die("one");

    bench.outcomes.awaitSettlements("reject one #2");
  }

  @Test
  void whatIsSaidOfOthersConcernsNobody() {
    bench.startDeathsWatch(Set.of(), this::restore);
    bench.publishTo(SideStream.ADVISORIES + "S.other", "{}");

    machine.move(Duration.ofMinutes(1));

    await().during(Duration.ofMillis(300)).until(() -> !isRead());
  }

  @Test
  void itsStreamIsCreatedAnewAndWhatDiesThenIsKept() {
    bench.memory.create(new StreamSpec("T", Map.of("subjects", List.of("t.>"))));
    bench.memory.create(SideStream.DEAD_LETTERS.beside("T", Map.of()));
    bench.stream("T");
    bench.memory.create(bench.consumer());
    bench.startDeathsWatch(Set.of(), this::restore);
    await().until(() -> restored.get() == 1);

    bench.publishTo("t.a", "one");
    InMemory.handBack(bench.memory, bench.consumer(), 2);

    machine.passUntil(() -> bench.outcomes.settlements().size() == 1);
  }

  @Test
  void whereTheServerDoesNotLetItLookEachIsReadAndTheLogSaysSoOnce() {
    bench.through(failingToLook(TransportException.lasting("not permitted", null)));
    try (var log = CapturedLog.of(MaxDeliveriesWatch.class.getName(), Level.WARN)) {
      bench.startDeathsWatch(Set.of(), this::restore);
      await().until(this::isRead);

      die("one");

      bench.outcomes.awaitSettlements("reject one #2");
      machine.move(Duration.ofMinutes(1));
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("S (deaths): what max_deliver has ended cannot be seen", "not permitted");
    }
  }

  @Test
  void whereLooksFailInARowEachIsReadToo() {
    bench.through(failingToLook(TransportException.passing("no answer", null)));
    bench.startDeathsWatch(Set.of(), this::restore);

    die("one");

    machine.passUntil(() -> bench.outcomes.settlements().equals(List.of("reject one #2")));
  }

  @Test
  void aConsumerThatIsToldOfOthersIsNotUsed() {
    bench.memory.create(
        new ConsumerSpec(
            advisories.stream(), advisories.name(), Map.of("filter_subject", "$JS.EVENT.>")));
    die("one");

    MaxDeliveriesWatch watch = bench.startDeathsWatch(Set.of(), this::restore);

    await()
        .untilAsserted(
            () ->
                assertThat(watch.problems())
                    .singleElement()
                    .asString()
                    .contains("takes other messages: filter_subject", "$JS.EVENT.>"));
  }

  @Test
  void whatCannotBeKeptIsItsHandlersProblem() {
    var refuses = new AtomicBoolean(true);
    var deadLetters =
        new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {});
    bench.deadLetters(
        (handler, delivery, reject) -> {
          if (refuses.get()) {
            throw TransportException.lasting("no permission to publish to DLQ.S", null);
          }
          return deadLetters.keep(handler, delivery, reject);
        });
    die("one");

    MaxDeliveriesWatch watch = bench.startDeathsWatch(Set.of(), this::restore);

    await()
        .untilAsserted(
            () ->
                assertThat(watch.problems())
                    .singleElement()
                    .asString()
                    .startsWith("handler test (deaths): ")
                    .contains("S/1", "DLQ.S"));
    refuses.set(false);
    machine.passUntil(() -> watch.problems().isEmpty());
  }

  private void die(String text) {
    bench.publish(text);
    InMemory.handBack(bench.memory, bench.consumer(), 2);
  }

  private boolean isRead() {
    return bench.memory.settings(advisories).isPresent();
  }

  private void restore() {
    if (bench.memory.state(bench.consumer().stream() + "_DEATHS").isEmpty()) {
      createDeaths();
      restored.incrementAndGet();
    }
  }

  private void createDeaths() {
    bench.memory.create(SideStream.DEATHS.beside(bench.consumer().stream(), Map.of()));
  }

  private Transport failingToLook(TransportException failure) {
    return (Transport)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("state") && arguments.length == 2) {
                throw failure;
              }
              try {
                return method.invoke(bench.memory, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }
}
