package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Message;
import dev.weft.engine.Bench;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of messages that their handler settles itself. */
class WorkerManualAckTest {

  @AutoClose private final Bench bench = new Bench();
  private final List<String> handled = new CopyOnWriteArrayList<>();

  @Test
  void onlyTheFirstSettlementOfAMessageCounts() {
    bench.manual();
    bench.prepared().publish("one");

    bench.start(
        message -> {
          message.ack();
          message.nak();
          message.term("too late");
        });

    bench.outcomes.awaitSettlements("ack one #1");
  }

  @Test
  void anEarlyWordOfTheHandlerGoesBeforeItsReturn() {
    bench.prepared().publish("one");

    bench.start(message -> message.term("not ours"));

    bench.outcomes.awaitSettlements("reject one #1");
  }

  @Test
  void aNakComesAgainAtOnce() {
    bench.manual();
    bench.prepared().publish("one");

    bench.start(
        message -> {
          if (message.attempt() == 1) {
            message.nak();
          } else {
            message.ack();
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
  }

  @Test
  void withManualAcknowledgementTheNextMessageWaitsForTheSettlement() {
    bench.manual();
    bench.prepared().publish("one", "two");
    var kept = new CopyOnWriteArrayList<Message<String>>();

    bench.start(
        message -> {
          handled.add(message.payload());
          if (message.payload().equals("one")) {
            kept.add(message);
          } else {
            message.ack();
          }
        });
    await().until(() -> !kept.isEmpty());
    assertThat(handled).containsExactly("one");

    kept.forEach(Message::ack);

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
  }

  @Test
  void withManualAcknowledgementAnExceptionStillRetries() {
    bench.manual();
    bench.prepared().publish("one");

    bench.start(
        message -> {
          if (message.attempt() == 1) {
            throw new IllegalStateException("not yet");
          }
          message.ack();
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
  }
}
