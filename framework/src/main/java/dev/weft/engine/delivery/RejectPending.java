package dev.weft.engine.delivery;

import dev.weft.transport.Outcome;
import java.util.Optional;

/** Rejects, without another call of its handler, what was rejected before and is here again. */
public record RejectPending(Stage next) implements Stage {

  @Override
  public Optional<Outcome> run(Attempt work) {
    Optional<Outcome.Reject> known = work.pendingRejection();
    return known.isPresent() ? Optional.of(known.get()) : next.run(work);
  }
}
