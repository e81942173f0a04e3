package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.util.Optional;

/** Rejects, without another call of its handler, what was rejected before and is here again. */
record RejectPending(Step next) implements Step {

  @Override
  public Optional<Outcome> run(Work work) {
    Optional<Outcome.Reject> known = work.pendingRejection();
    return known.isPresent() ? Optional.of(known.get()) : next.run(work);
  }
}
