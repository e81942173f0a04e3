package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.PublishOptions;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.engine.BreakableOutbox;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.RecordedOutcomes;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a handler sees of a message, and what it says of it. */
class HandledMessageTest {

  private final List<String> written = new ArrayList<>();
  private final WrittenDelivery delivery = new WrittenDelivery(written, 3).with("Tenant", "acme");
  private final RecordedOutcomes observed = new RecordedOutcomes();
  private final Attempt attempt =
      new Attempt(delivery, Parts.settler(observed), Thread.currentThread());
  private final BreakableOutbox outbox = new BreakableOutbox(new MemoryTransport().outbox());
  private final HandledMessage<String> message =
      new HandledMessage<>("personal", attempt, Parts.emitter(outbox, Observer.none()));

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void itHasTheFactsOfItsDelivery() {
    assertThat(message.payload()).isEqualTo("personal");
    assertThat(message.subject()).isEqualTo("s.a");
    assertThat(message.id()).isEqualTo("m1");
    assertThat(message.attempt()).isEqualTo(3);
    assertThat(message.timestamp()).isEqualTo(WrittenDelivery.STORED);
    assertThat(message.headers().first("Tenant")).contains("acme");
    assertThat(message.position()).contains(new StreamPosition("S", 1));
  }

  @Test
  void itIsNamedWithoutItsPayload() {
    assertThat(message).hasToString("Message[s.a m1 attempt 3]");
  }

  @Test
  void itsAckWaitStartsAnewWhenTheHandlerSaysThatItGoesOn() {
    message.inProgress();

    assertThat(written).containsExactly("extended");
  }

  @Test
  void theFirstWordOfTheHandlerCounts() {
    message.nak(Duration.ofSeconds(1));
    message.ack();
    message.term("late");

    assertThat(written).containsExactly("sent Retry");
    assertThat(observed.settlements()).containsExactly("retry one #3");
  }

  @Test
  void whatIsTerminatedWithoutAReasonSaysSo() {
    message.term(null);

    assertThat(delivery.outcome())
        .isEqualTo(new Outcome.Reject("no reason given (no copy kept)", null));
  }

  @Test
  void afterTheSettlementNothingIsEmitted() {
    message.ack();

    assertThatThrownBy(() -> message.emit("out.a", "late", PublishOptions.defaults()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("emit to out.a: message m1 is settled already; emit before that");
  }

  @Test
  void whatWasEmittedAndIsNotStoredKeepsItFromBeingAcknowledged() {
    outbox.fail(BreakableOutbox.Fault.REFUSED, 1);
    message.emit("out.a", "x");

    assertThatThrownBy(message::ack)
        .isInstanceOf(TransportException.class)
        .hasMessage("emission 1 failed: not allowed");

    assertThat(written).isEmpty();
    message.nak(Duration.ZERO);
    assertThat(written).containsExactly("sent Retry");
  }

  @Test
  void anInterruptEndsTheWaitForWhatWasEmittedAndIsKept() {
    outbox.hold();
    message.emit("out.a", "x");
    Thread.currentThread().interrupt();

    assertThatThrownBy(message::ack)
        .isInstanceOf(TransportException.class)
        .hasMessage(
            "message m1 is not acknowledged: interrupted before what it emitted was stored");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(written).isEmpty();
  }
}
