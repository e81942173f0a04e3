package dev.weft.engine.delivery;

import dev.weft.TransportException;
import dev.weft.engine.deadletter.ParkedKey;
import dev.weft.engine.deadletter.ParkedKeys;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;

/** Rejects, without a call of its handler, what follows an exhausted message of a parked key. */
public record PassParked(Stage next, ParkedKeys keys) implements Stage {

  private static final Duration UNREADABLE = Duration.ofSeconds(5);

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    Optional<ParkedKey> mark;
    try {
      mark = keys.find(attempt.delivery());
    } catch (TransportException e) {
      return Optional.of(
          new Outcome.Retry(
              UNREADABLE,
              "whether its key is parked still cannot be read: " + e.getMessage(),
              Failure.of(e)));
    }
    return mark.isEmpty() ? next.run(attempt) : Optional.of(reject(attempt, mark.get()));
  }

  private static Outcome reject(Attempt attempt, ParkedKey mark) {
    // The process died between the mark and the dead letter, or that was not written at first.
    if (mark.isSince(attempt.delivery())) {
      return new Outcome.Reject(mark.reason(), null);
    }
    return new Outcome.Reject(
        "its key '" + mark.shownKey() + "' is parked since " + mark.since() + ": " + mark.reason(),
        null);
  }
}
