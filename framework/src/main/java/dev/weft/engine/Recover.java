package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Turns whatever the handler throws into an outcome, by the retry policy. */
record Recover(Step next, RetryPolicy policy, RandomGenerator random) implements Step {

  @Override
  public Optional<Outcome> run(Work work) {
    try {
      return next.run(work);
    } catch (Throwable failure) { // Errors too: a worker outlives what its handler does
      if (failure instanceof NotBegunException notBegun) {
        return Optional.of(notBegun.outcome());
      }
      if (isInterrupt(failure)) {
        // The worker was told to stop, so this says nothing about the message: it goes back at
        // once, whatever attempt it is on. The flag tells the loop.
        Thread.currentThread().interrupt();
        return Optional.of(new Outcome.Retry(Duration.ZERO, "interrupted, handed back", failure));
      }
      return Optional.of(policy.after(failure, work.delivery().attempt(), random));
    }
  }

  /** Whether the worker was told to stop, rather than the handler's time over. */
  static boolean isInterrupt(Throwable failure) {
    if (failure instanceof TimeLimitException) {
      return false;
    }
    // Libraries wrap an InterruptedException in one of their own, or set the flag again and throw.
    if (Thread.currentThread().isInterrupted()) {
      return true;
    }
    int depth = 0; // causes may form a circle
    for (Throwable t = failure; t != null && depth < 20; t = t.getCause(), depth++) {
      if (t instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }
}
