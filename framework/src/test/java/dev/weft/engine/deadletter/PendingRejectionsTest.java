package dev.weft.engine.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.HandlerId;
import dev.weft.engine.clock.Time;
import dev.weft.engine.worker.Worker;
import dev.weft.machine.Machine;
import dev.weft.memory.ManualClock;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is given up and cannot be kept comes again for that alone. */
class PendingRejectionsTest {

  private static final String REFUSAL = "publish to DLQ.S.c: refused: account limit";

  private final ManualClock clock = new ManualClock(Instant.parse("2030-01-31T12:00:00Z"));

  @AutoClose
  private final Bench bench = new Bench(new MemoryTransport(clock), Time.of(Machine.real()));

  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final List<String> handled = new CopyOnWriteArrayList<>();

  PendingRejectionsTest() {
    bench.ackWait(Duration.ofHours(1)).prepared();
    bench.deadLetters(
        new DeadLetters() {
          @Override
          public String keep(HandlerId handler, Delivery delivery, Outcome.Reject reject) {
            RuntimeException failure = failures.poll();
            if (failure != null) {
              throw failure;
            }
            return "kept: " + reject.reason();
          }
        });
  }

  @Test
  void itsHandlerIsNotCalledAgainAndTheTriesGetRarer() {
    failNext(TransportException.lasting(REFUSAL, null), 7);
    bench.publish("poison", "good");

    bench.start(this::handle);

    bench.outcomes.awaitSettlements("retry poison #1", "ack good #1");
    for (int i = 1; i <= 7; i++) {
      int seconds = Math.min(10 * i, 60);
      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(1);
      assertThat(bench.outcomes.settlements()).hasSize(i + 1);
      clock.advance(Duration.ofMillis(1));
      int settled = i + 2;
      await().until(() -> bench.outcomes.settlements().size() == settled);
    }
    assertThat(bench.outcomes.settlements()).last().isEqualTo("reject poison #8");
    assertThat(handled).containsExactly("poison#1", "good#1");
  }

  @Test
  void whatTheServerRefusesIsShownUntilItIsOver() {
    failNext(TransportException.lasting(REFUSAL, null), 2);
    bench.publish("poison");

    Worker worker = bench.start(this::handle);

    await().until(() -> bench.outcomes.settlements().size() == 1);
    assertThat(worker.problem()).hasValue("S/1 (s.a) is given up and cannot be kept: " + REFUSAL);
    clock.advance(Duration.ofSeconds(10));
    await().until(() -> bench.outcomes.settlements().size() == 2);
    assertThat(worker.problem()).isPresent();
    clock.advance(Duration.ofSeconds(20));
    bench.outcomes.awaitSettlements("retry poison #1", "retry poison #2", "reject poison #3");
    assertThat(worker.problem()).isEmpty();
  }

  @Test
  void whatMayPassIsNotShownAndNotHandledAgainEither() {
    failNext(TransportException.passing("no answer", null), 1);
    bench.publish("poison");

    Worker worker = bench.start(this::handle);

    await().until(() -> bench.outcomes.settlements().size() == 1);
    assertThat(worker.problem()).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    bench.outcomes.awaitSettlements("retry poison #1", "reject poison #2");
    assertThat(handled).containsExactly("poison#1");
  }

  @Test
  void whatTheHandlerTerminatesByHandIsNotHandledAgain() {
    failNext(TransportException.lasting(REFUSAL, null), 1);
    bench.manual().publish("poison");

    bench.start(
        message -> {
          handled.add(message.payload() + "#" + message.attempt());
          message.term("not ours");
        });

    await().until(() -> bench.outcomes.settlements().size() == 1);
    clock.advance(Duration.ofSeconds(10));
    bench.outcomes.awaitSettlements("retry poison #1", "reject poison #2");
    assertThat(handled).containsExactly("poison#1");
  }

  @Test
  void withAnOrderByKeyItsHandlerIsNotCalledAgainEither() {
    failNext(TransportException.lasting(REFUSAL, null), 1);
    bench.keyed((subject, headers, data) -> subject).concurrency(2).publish("poison", "good");
    Worker worker = bench.start(this::handle);
    await().until(() -> bench.outcomes.settlements().size() == 1);

    worker.pause(); // or else it waits for 10 s by the machine's clock, and its key with it
    worker.resume();

    await().until(() -> bench.outcomes.settlements().size() == 3);
    assertThat(bench.outcomes.settlements())
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("retry poison #1"),
            second -> assertThat(second).startsWith("reject poison"),
            third -> assertThat(third).startsWith("ack good"));
    assertThat(handled).hasSize(2).first().isEqualTo("poison#1");
  }

  @Test
  void aBatchIsNotCalledWithItAgain() {
    failNext(TransportException.lasting(REFUSAL, null), 1);
    bench.batch(2, Duration.ofMillis(10)).publish("poison");
    bench.startBatches(
        messages -> {
          messages.forEach(message -> handled.add(message.payload() + "#" + message.attempt()));
          throw new RejectException("no good");
        });
    await().until(() -> bench.outcomes.settlements().size() == 1);

    clock.advance(Duration.ofSeconds(10));

    bench.outcomes.awaitSettlements("retry poison #1", "reject poison #2");
    assertThat(handled).containsExactly("poison#1");
  }

  @Test
  void itIsKnownByItsPlaceUntilItIsDone() {
    var pending = new PendingRejections();
    bench.publish("one", "two");
    Delivery one = bench.memory.recall(bench.consumer(), 1, 1).orElseThrow();
    Delivery two = bench.memory.recall(bench.consumer(), 2, 1).orElseThrow();

    assertThat(pending.find(one)).isEmpty();
    pending.add(one, new Outcome.Reject("no good", null));

    assertThat(pending.find(one)).hasValue(new Outcome.Reject("no good", null));
    assertThat(pending.find(two)).isEmpty();
    pending.remove(one);
    assertThat(pending.find(one)).isEmpty();
  }

  private void failNext(RuntimeException failure, int times) {
    for (int i = 0; i < times; i++) {
      failures.add(failure);
    }
  }

  private void handle(Message<String> message) {
    handled.add(message.payload() + "#" + message.attempt());
    if (message.payload().equals("poison")) {
      throw new RejectException("no good");
    }
  }
}
