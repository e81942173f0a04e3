package dev.weft.engine.delivery;

import dev.weft.RetryPolicy;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up a message whose last attempt was begun, alone in its process, and ended without a
 * verdict: the process died in the middle of it, and would again.
 *
 * <p>How often it was delivered does not tell that: what is handed back, or dies in the buffer of a
 * process that something else killed, counts as delivered too. So a last attempt is noted before it
 * begins, and a message that comes after its last attempt is judged by its note (ADR 0013). Where
 * others were at work beside it, one of them may have killed the process: so it has another
 * attempt, alone (ADR 0032).
 *
 * @param waits whether a message waits within, and its attempt begins after that
 * @param comesAgain whether what is given up comes again, for one more attempt
 */
public record LastAttemptGuard(
    Stage next,
    HandlerId handler,
    RetryPolicy retry,
    AttemptJournal attemptJournal,
    Quarantine quarantine,
    Gate gate,
    boolean waits,
    boolean comesAgain)
    implements Stage {

  private static final Logger log = LoggerFactory.getLogger(LastAttemptGuard.class);

  // With one attempt the first delivery would be the last, and every message have its note.
  private static final int LEAST = 2;
  private static final Duration UNREADABLE = Duration.ofSeconds(5);

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    if (!isLast(attempt.delivery(), retry)) {
      return next.run(attempt);
    }
    Optional<AttemptNote> former;
    try {
      former = former(attempt.delivery());
    } catch (TransportException e) {
      return Optional.of(
          new Outcome.Retry(
              UNREADABLE,
              "comes after its last attempt, and whether that was begun cannot be read: "
                  + e.getMessage(),
              Failure.of(e)));
    }
    return former.isEmpty() ? attempt(attempt) : after(attempt, former.get());
  }

  private Optional<Outcome> after(Attempt attempt, AttemptNote former) {
    return switch (former.stage()) {
      case BEGUN -> attemptAlone(attempt, former);
      case BEGUN_ALONE -> {
        attempt.lastAttempt(comesAgain); // the note has to go, or that attempt would never be made
        yield Optional.of(withoutVerdict(former));
      }
      case GIVEN_UP -> Optional.of(givenUpBefore(former));
      case HANDLED, HANDED_BACK -> attempt(attempt);
    };
  }

  /** Whether a delivery is a message's last attempt, or comes after that. */
  public static boolean isLast(Delivery delivery, RetryPolicy retry) {
    return delivery.attempt() >= last(retry);
  }

  private static int last(RetryPolicy retry) {
    return Math.max(retry.attempts(), LEAST);
  }

  /** What is known of its last attempt; empty if this is the first one that may be. */
  private Optional<AttemptNote> former(Delivery delivery) {
    return delivery.attempt() > last(retry)
        ? attemptJournal.find(handler, delivery)
        : Optional.empty();
  }

  private Optional<Outcome> attempt(Attempt attempt) {
    return attempt(
        attempt, quarantine.isNeedless() ? AttemptNote.Stage.BEGUN_ALONE : AttemptNote.Stage.BEGUN);
  }

  private Optional<Outcome> attemptAlone(Attempt attempt, AttemptNote former) {
    log.warn(
        "handler {}: {} {}: its process died in the middle of delivery {}, its last attempt, and"
            + " perhaps over another message; it is handled once more, with nothing else at work"
            + " in this process",
        handler.name(),
        attempt.delivery().subject(),
        attempt
            .delivery()
            .position()
            .map(StreamPosition::toString)
            .orElseGet(attempt.delivery()::id),
        former.attempt());
    return quarantine.enter(attempt, gate)
        ? attempt(attempt, AttemptNote.Stage.BEGUN_ALONE)
        : Optional.of(Outcome.Retry.HANDED_BACK);
  }

  private Optional<Outcome> attempt(Attempt attempt, AttemptNote.Stage stage) {
    if (waits) {
      attempt.lastAttempt(() -> begin(attempt.delivery(), stage));
    } else {
      attempt.lastAttempt(begin(attempt.delivery(), stage));
    }
    return next.run(attempt);
  }

  /** Whether there is a note now that says so, or may be. */
  private boolean begin(Delivery delivery, AttemptNote.Stage stage) {
    try {
      attemptJournal.note(handler, delivery, stage);
      return true;
    } catch (TransportException e) {
      // Its attempt is worth more than the note, which only matters if the process dies just now.
      log.debug("handler {}: {}: its last attempt is not noted", handler.name(), delivery, e);
      return !e.isWithoutEffect() && !e.isLasting();
    }
  }

  private static Outcome givenUpBefore(AttemptNote former) {
    return new Outcome.Reject(
        "given up on delivery "
            + former.attempt()
            + ", by a process that could not keep it and is gone",
        null);
  }

  private Outcome withoutVerdict(AttemptNote former) {
    return new Outcome.Reject(
        "attempts spent ("
            + retry.attempts()
            + ") without a verdict on the last one, delivery "
            + former.attempt()
            + ", which was begun with nothing else at work; did the process die in the middle of"
            + " it?",
        null);
  }
}
