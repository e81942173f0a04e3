package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.AckMode;
import dev.weft.codec.StringCodec;
import dev.weft.engine.BreakableOutbox;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.flow.Gate;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.Outcome;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One call of a handler. */
class InvokeTest {

  @AutoClose private final MemoryTransport memory = new MemoryTransport();
  private final BreakableOutbox outbox = new BreakableOutbox(memory.outbox());
  private final List<String> handled = new ArrayList<>();
  private final WrittenDelivery delivery = new WrittenDelivery(new ArrayList<>());
  private final Settler settler = Parts.settler();
  private final Gate gate = Parts.gate();

  InvokeTest() {
    memory.create(new StreamSpec("OUT", Map.of("subjects", List.of("out.>"))));
  }

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void whatItReturnsFromIsAcknowledged() {
    assertThat(call(AckMode.AUTO, message -> handled.add(message.payload())))
        .isEqualTo(Call.Result.Done.ACK);

    assertThat(handled).containsExactly("one");
  }

  @Test
  void whatItSettlesByHandIsNot() {
    assertThat(call(AckMode.MANUAL, message -> handled.add(message.payload())))
        .isEqualTo(Call.Result.Done.UNSETTLED);
  }

  @Test
  void whatItThrowsIsItsFailureErrorsToo() {
    Call.Result result =
        call(
            AckMode.AUTO,
            message -> {
              throw new StackOverflowError();
            });

    assertThat(((Call.Result.Failed) result).failure().type()).isEqualTo(StackOverflowError.class);
  }

  @Test
  void whatCannotBeDecodedIsRejectedUnhandled() {
    delivery.malformed();

    Call.Result result = call(AckMode.AUTO, message -> handled.add(message.payload()));

    var reject = (Outcome.Reject) ((Call.Result.Done) result).outcome().orElseThrow();
    assertThat(reject.reason()).startsWith("cannot be decoded: data of 1 bytes is not UTF-8");
    assertThat(reject.cause()).isNotNull();
    assertThat(handled).isEmpty();
  }

  // Its lease may have ended while the note of a last attempt was written, which no interrupt ends.
  @Test
  void whatAStopHasInterruptedBeforeItsCallIsNeitherDecodedNorHandled() {
    delivery.malformed();
    gate.stop();
    Thread.currentThread().interrupt();

    Call.Result result = call(AckMode.AUTO, message -> handled.add(message.payload()));

    assertThat(gate.isStop(((Call.Result.Failed) result).failure())).isTrue();
    assertThat(handled).isEmpty();
  }

  @Test
  void aStopAloneKeepsNothingFromItsCall() {
    gate.stop();

    assertThat(call(AckMode.AUTO, message -> handled.add(message.payload())))
        .isEqualTo(Call.Result.Done.ACK);
  }

  @Test
  void whatItsWorkerHandsBackGoesBackThoughAMiddlewareSwallowsTheException() {
    Call.Result result =
        call(AckMode.AUTO, message -> message.current().handBack(Duration.ofSeconds(3)));

    var retry = (Outcome.Retry) ((Call.Result.Done) result).outcome().orElseThrow();
    assertThat(retry.after()).isEqualTo(Duration.ofSeconds(3));
    assertThat(retry.reason()).isEqualTo("its worker pauses before it was handled by itself");
  }

  @Test
  void whatItEmitsIsWaitedForThoughItHasLeftAnInterruptBehind() {
    outbox.hold();
    Thread answering = Thread.ofVirtual().unstarted(outbox::answerOne);

    Call.Result result =
        call(
            AckMode.AUTO,
            message -> {
              message.emit("out.a", "x");
              Thread.currentThread().interrupt();
              answering.start();
            });

    assertThat(result).isEqualTo(Call.Result.Done.ACK);
    assertThat(memory.all("OUT", "out.a")).hasSize(1);
  }

  @Test
  void whatItEmitsAndIsNotStoredFailsIt() {
    outbox.fail(BreakableOutbox.Fault.REFUSED, 1);

    Call.Result result = call(AckMode.AUTO, message -> message.emit("out.a", "x"));

    assertThat(((Call.Result.Failed) result).failure().text())
        .isEqualTo("emission 1 failed: not allowed");
  }

  @Test
  void aRefusalOfWhatItEmitsIsShownUntilItIsStored() {
    outbox.fail(BreakableOutbox.Fault.REFUSED, 1);

    call(AckMode.AUTO, message -> message.emit("out.a", "x"));
    assertThat(settler.problem()).isPresent();
    call(AckMode.AUTO, message -> message.emit("out.a", "x"));

    assertThat(settler.problem()).isEmpty();
  }

  private Call.Result call(AckMode ack, HandlerCall<String> handler) {
    return new Invoke<>(
            StringCodec.INSTANCE, handler, ack, Parts.emitter(outbox, Observer.none()), gate)
        .run(new Attempt(delivery, settler, Thread.currentThread()));
  }
}
