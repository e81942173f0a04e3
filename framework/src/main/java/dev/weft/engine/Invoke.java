package dev.weft.engine;

import dev.weft.Codec;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;

/** Decodes the delivery, calls the handler, and waits for what it has emitted. */
record Invoke<T>(Codec<T> codec, Callee<T> handler, AckMode ack, Emitter emitter, Gate gate)
    implements Call {

  @Override
  public CallResult run(Work work) {
    T payload;
    try {
      payload = codec.decode(work.delivery().data(), work.delivery().headers());
    } catch (Throwable thrown) { // Errors too: a codec is user code
      // The next attempt would read the same bytes.
      Failure failure = Failure.of(thrown);
      return CallResult.Done.with(
          new Outcome.Reject("cannot be decoded: " + failure.text(), failure));
    }
    try {
      handler.call(new WorkMessage<>(payload, work, emitter));
      if (ack == AckMode.MANUAL) {
        return CallResult.Done.UNSETTLED;
      }
      gate.clearStrayInterrupt(); // the handler's own must not cut the wait short
      work.awaitEmitted();
      return CallResult.Done.ACK;
    } catch (NotBegunException notBegun) {
      return CallResult.Done.with(notBegun.outcome());
    } catch (Throwable thrown) { // Errors too: a worker outlives what its handler does
      return new CallResult.Failed(Failure.of(thrown));
    }
  }
}
