package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;

/** Lets the handler be interrupted when its time is up, and tells that from any other failure. */
record Limit(Step next, Duration timeout) implements Step {

  @Override
  public Optional<Outcome> run(Work work) throws Exception {
    work.alarm().arm();
    Optional<Outcome> outcome;
    try {
      outcome = next.run(work);
    } catch (Throwable failure) {
      if (work.alarm().disarm()) {
        throw new TimeLimitException(timeout, failure);
      }
      throw failure;
    }
    work.alarm().disarm();
    return outcome; // it has done its work in the end, late or not
  }
}
