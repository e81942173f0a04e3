package dev.weft.engine.delivery;

import dev.weft.transport.Outcome;
import java.util.Optional;

/** Settles the work with the outcome of the steps within, unless the handler has done so. */
public record Settle(Stage next) implements Stage {

  @Override
  public Optional<Outcome> run(Attempt work) {
    Optional<Outcome> outcome = next.run(work);
    if (outcome.isPresent()) {
      work.conclude(outcome.get());
    }
    return outcome;
  }
}
