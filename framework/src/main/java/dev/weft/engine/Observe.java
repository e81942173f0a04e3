package dev.weft.engine;

import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the observer when a handling begins, fails and ends. */
record Observe(Step next, HandlerId handler, Observer observer, Gate gate) implements Step {

  @Override
  public Optional<Outcome> run(Work work) {
    try (Observer.Processing processing = observer.processing(handler, work.delivery())) {
      gate.clearStrayInterrupt(); // the observer's, which is not the handler's to suffer from
      Optional<Outcome> outcome = next.run(work);
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
