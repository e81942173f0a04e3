package dev.weft.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A handler that is called with several messages: when, and with which. */
class BatchWorkerTest extends BatchesAtWork {

  @Test
  void aBatchGoesWhenItIsFullAndInTheOrderOfTheStream() {
    publish(20);
    bench.batch(10, LONG).startBatches(this::note);

    await().until(() -> batches.size() == 2);
    assertThat(batches).allMatch(batch -> batch.size() == 10);
    assertThat(batches.getFirst()).isSortedAccordingTo(BatchesAtWork::byNumber);
    await().until(() -> acked() == 20);
  }

  @Test
  void whatHasComeByTheEndOfTheLingerGoes() {
    publish(3);
    bench.batch(10, SHORT).startBatches(this::note);

    await().until(() -> handled.size() == 3);
    assertThat(batches).allMatch(batch -> batch.size() <= 3);
    await().until(() -> acked() == 3);
  }

  @Test
  void untilThenItWaitsForMore() {
    publish(9);
    bench.batch(10, LONG).startBatches(this::note);

    await().during(Duration.ofMillis(300)).until(batches::isEmpty);
    bench.publish("m9");

    await().until(() -> batches.size() == 1);
    assertThat(batches.getFirst()).hasSize(10);
  }

  @Test
  void moreMessagesAtOnceThanCanBeCountedAreRefused() {
    bench.batch(1 << 16, SHORT).concurrency(1 << 15);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.startBatches(this::note))
        .withMessage(
            "concurrency = 32768 with batches of 65536: expected no more than 2147483647 messages"
                + " at once");
  }

  @Test
  void batchesDoNotOverlapUnlessConcurrencySaysSo() {
    publish(60);
    bench.batch(10, SHORT).startBatches(this::work);

    await().until(() -> inWork.get() == 1);
    mayEnd.release(100);
    await().until(() -> handled.size() == 60);

    assertThat(mostInWork).hasValue(1);
  }

  @Test
  void asManyBatchesAsConcurrencySaysAreInWorkAtOnce() {
    publish(60);
    bench.batch(10, LONG).concurrency(3).startBatches(this::work);

    await().until(() -> inWork.get() == 3);
    assertThat(bench.memory.state(bench.consumer()).ackPending()).isEqualTo(30);
    mayEnd.release(100);
    await().until(() -> handled.size() == 60);

    assertThat(mostInWork).hasValue(3);
  }

  @Test
  void eachAcknowledgementWaitsForWhatItsMessageEmitsAndAnotherCallEmitsItUnderTheSameIds() {
    var emissions = new AtomicInteger();
    bench.memory.create(
        new StreamSpec(
            "OUT", Map.of("subjects", List.of("out.>"), "duplicate_window", 60_000_000_000L)));
    publish(3);
    bench
        .batch(3, LONG)
        .startBatches(
            messages -> {
              for (Message<String> message : messages) {
                message.emit("out.x", message.payload());
                emissions.incrementAndGet();
              }
              if (messages.size() > 1) {
                throw new IllegalStateException("for the test");
              }
            });

    await().until(() -> acked() == 3);
    assertThat(emissions).hasValue(6);
    assertThat(bench.memory.state("OUT").orElseThrow().messages()).isEqualTo(3);
  }

  @Test
  void withManualAcknowledgementEachMessageIsSettledByItself() {
    publish(3);
    var kept = new CopyOnWriteArrayList<Message<String>>();
    bench.manual().batch(3, LONG).startBatches(kept::addAll);

    await().until(() -> kept.size() == 3);
    kept.get(1).ack();
    bench.outcomes.awaitSettlements("ack m1 #1");
    kept.get(0).ack();
    kept.get(2).term("not wanted");

    bench.outcomes.awaitSettlements("ack m1 #1", "ack m0 #1", "reject m2 #1");
  }

  @Test
  void eachSettlementIsConfirmedWhereThatIsAskedFor() {
    publish(20);
    bench.confirmed().batch(10, LONG).startBatches(this::note);

    await().until(() -> acked() == 20);
    assertThat(bench.outcomes.settlements()).noneMatch(line -> line.endsWith("unsent"));
  }

  @Test
  void middlewareIsAroundEachMessageAndMayKeepItOutOfItsBatch() {
    publish(4);
    bench
        .middleware(
            (message, next) -> {
              if (message.payload().equals("m2")) {
                throw new RejectException("not let in");
              }
              next.proceed();
            })
        .batch(3, LONG)
        .startBatches(this::note);

    await().until(() -> bench.outcomes.settlements().size() == 4);
    assertThat(batches).containsExactly(List.of("m0", "m1", "m3"));
  }

  @Test
  void everyMessageIsHandledOnceHoweverManyBatchesThereAre() {
    publish(10_000);
    bench.batch(64, SHORT).concurrency(4).startBatches(this::note);

    await().until(() -> acked() == 10_000);
    assertThat(handled).hasSize(10_000);
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(10_000);
  }
}
