package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.util.Optional;

/**
 * Gives up a message whose last attempt ended without a verdict: the process died in the middle of
 * it, and would again.
 *
 * <p>A delivery that a stopping worker handed back counts too, so a message has two of them before
 * it is given up unseen, even where it has one attempt (ADR 0009).
 */
record Spent(Step next, int attempts) implements Step {

  private static final int LEAST = 2;

  @Override
  public Optional<Outcome> run(Work work) throws Exception {
    int attempt = work.delivery().attempt();
    if (attempt <= Math.max(attempts, LEAST)) {
      return next.run(work);
    }
    return Optional.of(
        new Outcome.Reject(
            "attempts spent ("
                + attempts
                + ") without a verdict on the last one; did the process die"
                + " in the middle of it?",
            null));
  }
}
