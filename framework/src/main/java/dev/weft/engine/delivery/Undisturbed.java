package dev.weft.engine.delivery;

import dev.weft.engine.flow.Gate;
import dev.weft.transport.Outcome;
import java.util.Optional;

/** Has a message wait while another one has to run alone in the process; the outermost stage. */
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
      quarantine.leave(attempt); // its outcome was noted before
    }
  }
}
