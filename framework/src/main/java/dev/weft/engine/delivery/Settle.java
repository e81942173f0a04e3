package dev.weft.engine.delivery;

import dev.weft.transport.Outcome;
import java.util.Optional;

/** Settles the attempt with the outcome of the stages within, unless the handler has done so. */
public record Settle(Stage next) implements Stage {

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    Optional<Outcome> outcome = next.run(attempt);
    if (outcome.isPresent()) {
      attempt.conclude(outcome.get());
    }
    return outcome;
  }
}
