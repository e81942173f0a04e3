package dev.weft.engine.delivery;

import dev.weft.RetryPolicy;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryDecision;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;

/** Turns what the handler threw into an outcome, by the retry policy. */
public record ApplyRetryPolicy(Call next, RetryPolicy policy, Gate gate) implements Stage {

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    return switch (next.run(attempt)) {
      case Call.Result.Done(Optional<Outcome> outcome) -> outcome;
      case Call.Result.Failed(Failure failure) -> Optional.of(outcome(attempt, failure));
    };
  }

  private Outcome outcome(Attempt attempt, Failure failure) {
    return gate.isStop(failure)
        // It says nothing about the message, which goes back at once, whatever attempt it is on.
        ? interrupted(failure)
        : RetryDecision.after(
            policy, failure, attempt.delivery().attempt(), gate.machine().random());
  }

  /** For a message that a stop has interrupted. */
  static Outcome interrupted(Failure failure) {
    return new Outcome.Retry(Duration.ZERO, "interrupted, handed back", failure);
  }
}
