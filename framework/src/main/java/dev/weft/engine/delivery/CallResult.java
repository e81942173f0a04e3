package dev.weft.engine.delivery;

import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Optional;

/** How the call of a handler for one message went. */
sealed interface CallResult {

  /**
   * It returned, or there was nothing to call it for.
   *
   * @param outcome how the delivery ends; empty if the handler settles it itself
   */
  record Done(Optional<Outcome> outcome) implements CallResult {

    static final Done ACK = new Done(Optional.of(Outcome.Ack.INSTANCE));
    static final Done UNSETTLED = new Done(Optional.empty());

    static Done with(Outcome outcome) {
      return new Done(Optional.of(outcome));
    }
  }

  /** It threw. */
  record Failed(Failure failure) implements CallResult {}
}
