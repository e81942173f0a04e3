package dev.weft.engine.delivery;

import dev.weft.AckMode;
import dev.weft.Codec;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.publish.Emitter;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;

/**
 * Decodes the delivery, calls the handler, and waits for what it has emitted. Does nothing of that
 * where a stop has interrupted the thread already.
 */
public record Invoke<T>(
    Codec<T> codec, HandlerCall<T> handler, AckMode ack, Emitter emitter, Gate gate)
    implements Call {

  @Override
  public Result run(Attempt attempt) {
    if (gate.isStopped() && Thread.currentThread().isInterrupted()) {
      // While its note was written, say: by now another worker may have begun with its message.
      return new Result.Failed(
          Failure.of(new InterruptedException("its worker was stopped before the call")));
    }
    T payload;
    try {
      payload = codec.decode(attempt.delivery().data(), attempt.delivery().headers());
    } catch (Throwable thrown) { // Errors too: a codec is user code
      // The next attempt would read the same bytes.
      Failure failure = Failure.of(thrown);
      return Result.Done.with(new Outcome.Reject("cannot be decoded: " + failure.text(), failure));
    }
    Result result = call(payload, attempt);
    Outcome.Retry handedBack = attempt.handedBack();
    return handedBack == null ? result : Result.Done.with(handedBack);
  }

  private Result call(T payload, Attempt attempt) {
    try {
      handler.call(new HandledMessage<>(payload, attempt, emitter));
      return switch (ack) {
        case AUTO -> acknowledged(attempt);
        case MANUAL -> Result.Done.UNSETTLED;
      };
    } catch (Throwable thrown) { // Errors too: a worker outlives what its handler does
      return new Result.Failed(Failure.of(thrown));
    }
  }

  private Result acknowledged(Attempt attempt) throws InterruptedException {
    gate.clearStrayInterrupt(); // the handler's own must not cut the wait short
    attempt.awaitEmitted();
    return Result.Done.ACK;
  }
}
