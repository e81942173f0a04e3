package dev.weft.engine.maxdeliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.deadletter.StreamAttemptJournal;
import dev.weft.engine.deadletter.StreamDeadLetters;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.InMemory;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What {@code max_deliver} ends becomes a dead letter, unless it is one or has been handled. */
class MaxDeliveriesStreamTest {

  private static final HandlerId ID = Parts.ID;

  @AutoClose private final Bench bench = new Bench().maxDeliver(2);
  private final AttemptJournal attemptJournal = new StreamAttemptJournal(bench.memory, () -> {});
  private final DeadLetters deadLetters =
      new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {});

  MaxDeliveriesStreamTest() {
    bench.memory.create(bench.consumer());
    bench.memory.create(SideStream.DEAD_LETTERS.beside("S", Map.of()));
    bench.memory.create(
        SideStream.DEATHS.beside("S", SideStream.DEATHS.shared(Map.of("max_msgs_per_subject", 1))));
    bench.memory.create(MaxDeliveriesStream.consumerFor(bench.consumer()));
    bench.deadLetters(deadLetters).attemptJournal(attemptJournal);
  }

  @Test
  void whatMaxDeliverEndsIsKeptWithItsDataAndTheReason() {
    bench.publish("one", "two");
    die();
    die();

    bench.startDeaths();

    bench.outcomes.awaitSettlements("reject one #2", "reject two #2");
    List<Delivery> kept = kept();
    assertThat(kept).hasSize(2);
    assertThat(new String(kept.get(0).data(), UTF_8)).isEqualTo("one");
    assertThat(kept.get(0).headers().first("Weft-Dead-Reason"))
        .contains("max_deliver of the consumer ended it after 2 deliveries");
    assertThat(kept.get(0).headers().first("Weft-Dead-Attempts")).contains("2");
    assertThat(kept.get(0).headers().first("Weft-Dead-Handler")).contains("test");
    awaitAllRead();
  }

  @Test
  void whatTheServerRefusesOfADeadLetterIsAProblemUntilItIsPermitted() {
    bench.publish("one");
    die();
    var refuses = new AtomicBoolean(true);
    bench.deadLetters(
        (handler, delivery, reject) -> {
          if (refuses.get()) {
            throw TransportException.lasting("no permission to publish to DLQ.S", null);
          }
          return deadLetters.keep(handler, delivery, reject);
        });

    MaxDeliveriesWorker worker = bench.startDeaths();

    await()
        .untilAsserted(
            () ->
                assertThat(worker.problem())
                    .hasValueSatisfying(
                        problem -> assertThat(problem).contains("S/1").contains("DLQ.S")));
    refuses.set(false);
    await().until(() -> worker.problem().isEmpty());
    assertThat(kept()).hasSize(1);
  }

  @Test
  void thatTheServerDoesNotLetItReadWhatHasDiedIsAProblemUntilItDoes() {
    bench.publish("one");
    die();
    var refuses = new AtomicBoolean(true);
    bench.through(
        (Transport)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("recall") && refuses.get()) {
                    throw TransportException.lasting("no permission to read S", null);
                  }
                  try {
                    return method.invoke(bench.memory, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getTargetException();
                  }
                }));

    MaxDeliveriesWorker worker = bench.startDeaths();

    await().until(() -> worker.problem().isPresent());
    assertThat(worker.problem().orElseThrow())
        .contains("S/1, which max_deliver ended, cannot be given up: no permission to read S");
    refuses.set(false);
    await().until(() -> worker.problem().isEmpty());
    assertThat(kept()).hasSize(1);
  }

  @Test
  void whatIsADeadLetterAlreadyIsNotKeptASecondTime() {
    bench.publish("one");
    Delivery last = die();
    deadLetters.keep(ID, last, new Outcome.Reject("its end was lost", null));

    bench.startDeaths();

    awaitAllRead();
    assertThat(kept())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.headers().first("Weft-Dead-Reason"))
                    .contains("its end was lost"));
  }

  @Test
  void whatWasHandledAfterAllIsNoDeadLetter() {
    bench.publish("one");
    Delivery last = die();
    attemptJournal.note(ID, last, AttemptNote.Stage.HANDLED);

    bench.startDeaths();

    awaitAllRead();
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatWasHandedBackOnItsLastDeliveryIsOne() {
    bench.publish("one");
    Delivery last = die();
    attemptJournal.note(ID, last, AttemptNote.Stage.HANDED_BACK);

    bench.startDeaths();

    awaitAllRead();
    assertThat(kept()).hasSize(1);
  }

  @Test
  void whatIsGoneFromItsStreamIsSaidInTheLog() {
    var small = new StreamSpec("T", Map.of("subjects", List.of("t.>"), "max_msgs", 1));
    bench.memory.create(small);
    bench.memory.create(SideStream.DEATHS.beside("T", Map.of()));
    bench.stream("T");
    bench.memory.create(bench.consumer());
    bench.memory.create(MaxDeliveriesStream.consumerFor(bench.consumer()));
    bench.publishTo("t.a", "one");
    die();
    bench.publishTo("t.a", "takes its place");

    try (CapturedLog log = CapturedLog.of(MaxDeliveriesHandler.class.getName(), Level.WARN)) {
      bench.startDeaths();
      awaitAllRead();
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("handler test: T/1: ended by max_deliver after 2 deliveries")
                      .contains("gone from the stream"));
    }
    assertThat(bench.outcomes.settlements()).isEmpty();
  }

  @Test
  void whatCannotBeKeptIsTriedAgainUntilItIs() {
    var tries = new AtomicInteger();
    bench.deadLetters(
        (handler, delivery, reject) -> {
          if (tries.incrementAndGet() == 1) {
            throw TransportException.passing("no room", null);
          }
          return deadLetters.keep(handler, delivery, reject);
        });
    bench.publish("one");
    die();

    bench.startDeaths();

    bench.outcomes.awaitSettlements("reject one #2");
    assertThat(tries).hasValue(2);
    awaitAllRead();
  }

  @Test
  void whatIsNoAdvisoryIsTerminated() {
    bench.publishTo("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.S.c", "{\"stream_seq\":\"x\"}");

    bench.startDeaths();

    awaitAllRead();
    assertThat(bench.outcomes.settlements()).isEmpty();
  }

  /** Has the next message delivered twice, which is its end. */
  private Delivery die() {
    return InMemory.handBack(bench.memory, bench.consumer(), 2);
  }

  private void awaitAllRead() {
    ConsumerSpec advisories = MaxDeliveriesStream.consumerFor(bench.consumer());
    await()
        .untilAsserted(
            () -> {
              var state = bench.memory.state(advisories);
              assertThat(state.pending() + state.ackPending()).isZero();
            });
  }

  private List<Delivery> kept() {
    return InMemory.all(bench.memory, "S_DLQ");
  }
}
