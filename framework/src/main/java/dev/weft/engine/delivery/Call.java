package dev.weft.engine.delivery;

import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Optional;

/**
 * The call of a handler, or a link around it; {@code Stages} wires them. On the thread that
 * handles.
 */
@FunctionalInterface
public interface Call {

  /** Calls it. Throws nothing: what user code throws is in the result. */
  Result run(Attempt attempt);

  /** How the call of a handler for one message went. */
  sealed interface Result {

    /**
     * It returned, or there was nothing to call it for.
     *
     * @param outcome how the delivery ends; empty if the handler settles it itself
     */
    record Done(Optional<Outcome> outcome) implements Result {

      static final Done ACK = new Done(Optional.of(Outcome.Ack.INSTANCE));
      static final Done UNSETTLED = new Done(Optional.empty());

      static Done with(Outcome outcome) {
        return new Done(Optional.of(outcome));
      }
    }

    /** It threw. */
    record Failed(Failure failure) implements Result {}
  }
}
