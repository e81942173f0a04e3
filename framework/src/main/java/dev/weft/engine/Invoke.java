package dev.weft.engine;

import dev.weft.Codec;
import dev.weft.transport.Outcome;
import java.util.Optional;

/** Decodes the delivery, calls the handler, and waits for what it has emitted. */
record Invoke<T>(Codec<T> codec, Callee<T> handler, AckMode ack, Emitter emitter) implements Step {

  private static final Optional<Outcome> ACK = Optional.of(Outcome.Ack.INSTANCE);

  @Override
  public Optional<Outcome> run(Work work) throws Exception {
    T payload;
    try {
      payload = codec.decode(work.delivery().data(), work.delivery().headers());
    } catch (Exception e) {
      // The next attempt would read the same bytes.
      return Optional.of(new Outcome.Reject("cannot be decoded: " + e.getMessage(), e));
    }
    handler.call(new WorkMessage<>(payload, work, emitter));
    return switch (ack) {
      case AUTO -> {
        work.awaitEmitted();
        yield ACK;
      }
      case MANUAL -> Optional.empty();
    };
  }
}
