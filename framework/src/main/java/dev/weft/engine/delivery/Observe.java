package dev.weft.engine.delivery;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the observer when an attempt begins, fails and ends. */
public record Observe(Stage next, HandlerId handler, Observer observer, Gate gate)
    implements Stage {

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    try (Observer.Processing processing = observer.processing(handler, attempt.delivery())) {
      gate.clearStrayInterrupt(); // the observer's, which is not the handler's to suffer from
      Optional<Outcome> outcome = next.run(attempt);
      Failure failure = outcome.map(Observe::cause).orElse(null);
      if (failure != null) {
        processing.failed(failure);
      }
      return outcome;
    }
  }

  private static @Nullable Failure cause(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ack() -> null;
      case Outcome.Retry retry -> retry.cause();
      case Outcome.Reject reject -> reject.cause();
    };
  }
}
