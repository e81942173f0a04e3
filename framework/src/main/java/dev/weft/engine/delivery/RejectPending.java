package dev.weft.engine.delivery;

import dev.weft.transport.Outcome;
import java.util.Optional;

/** Rejects again, without a call of its handler, a message whose rejection failed before. */
public record RejectPending(Stage next) implements Stage {

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    Optional<Outcome.Reject> known = attempt.pendingRejection();
    return known.isPresent() ? Optional.of(known.get()) : next.run(attempt);
  }
}
