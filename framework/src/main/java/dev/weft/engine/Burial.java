package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;

/** The copy first, then the end of the original; without a copy there is no end. */
record Burial(HandlerId handler, DeadLetters deadLetters) implements GivingUp {

  @Override
  public Ending end(Delivery delivery, Outcome.Reject reject) {
    try {
      String copy = deadLetters.keep(handler, delivery, reject);
      return Ending.of(new Outcome.Reject(reject.reason() + " (" + copy + ")", reject.cause()));
    } catch (Throwable thrown) { // Errors too: what is not kept is not to be ended
      return Ending.postponed(reject, "its dead letter was not written", Failure.of(thrown));
    }
  }
}
