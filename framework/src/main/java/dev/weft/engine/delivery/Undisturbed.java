package dev.weft.engine.delivery;

import dev.weft.engine.flow.Gate;
import dev.weft.transport.Outcome;
import java.util.Optional;

/** Has a message wait while another one is to be alone in the process; outermost of all stages. */
public record Undisturbed(Stage next, Quarantine quarantine, Gate gate) implements Stage {

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    if (quarantine.isOn() && !quarantine.awaitEnd(attempt, gate)) {
      attempt.conclude(Outcome.Retry.HANDED_BACK);
      return Optional.of(Outcome.Retry.HANDED_BACK);
    }
    try {
      return next.run(attempt);
    } finally {
      quarantine.leave(attempt); // its verdict is noted by now
    }
  }
}
