package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.util.Optional;

/** Settles the work with the outcome of the steps within, unless the handler has done so. */
record Settle(Step next) implements Step {

  @Override
  public Optional<Outcome> run(Work work) {
    Optional<Outcome> outcome = next.run(work);
    if (outcome.isPresent()) {
      work.conclude(outcome.get());
    }
    return outcome;
  }
}
