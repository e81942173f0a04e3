package dev.weft.engine.deadletter;

import dev.weft.engine.HandlerId;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;

/** The copy first, then the end of the original; without a copy there is no end. */
public record DeadLetterAction(HandlerId handler, DeadLetters deadLetters)
    implements ExhaustedAction {

  @Override
  public Resolution end(Delivery delivery, Outcome.Reject reject) {
    try {
      String copy = deadLetters.keep(handler, delivery, reject);
      return Resolution.of(new Outcome.Reject(reject.reason() + " (" + copy + ")", reject.cause()));
    } catch (Throwable thrown) { // Errors too: what is not kept is not to be ended
      return Resolution.postponed(reject, "its dead letter was not written", Failure.of(thrown));
    }
  }
}
