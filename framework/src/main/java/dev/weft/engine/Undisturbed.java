package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.util.Optional;

/** Has a message wait while another one is to be alone in the process; outermost of all steps. */
record Undisturbed(Step next, Quarantine quarantine, Gate gate) implements Step {

  @Override
  public Optional<Outcome> run(Work work) {
    if (quarantine.isOn() && !quarantine.awaitEnd(work, gate)) {
      work.conclude(Outcome.Retry.HANDED_BACK);
      return Optional.of(Outcome.Retry.HANDED_BACK);
    }
    try {
      return next.run(work);
    } finally {
      quarantine.leave(work); // its verdict is noted by now
    }
  }
}
