package dev.weft.engine.delivery;

import dev.weft.engine.LogContext;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.deadletter.LastAttempts;
import dev.weft.engine.flow.Gate;
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
    LastAttempts lastAttempts,
    Quarantine quarantine,
    Gate gate,
    boolean waits,
    boolean comesAgain)
    implements Stage {

  private static final Logger log = LoggerFactory.getLogger(LastAttemptGuard.class);

  private static final Duration UNREADABLE = Duration.ofSeconds(5);

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    if (!lastAttempts.isLast(attempt.delivery())) {
      return next.run(attempt);
    }
    Optional<AttemptNote> former;
    try {
      former = lastAttempts.former(attempt.delivery());
    } catch (Throwable thrown) { // Errors too
      Failure failure = Failure.of(thrown);
      return Optional.of(
          new Outcome.Retry(
              UNREADABLE,
              "comes after its last attempt, and whether that was begun cannot be read: "
                  + failure.text(),
              failure));
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

  private Optional<Outcome> attempt(Attempt attempt) {
    return attempt(
        attempt, quarantine.isNeedless() ? AttemptNote.Stage.BEGUN_ALONE : AttemptNote.Stage.BEGUN);
  }

  private Optional<Outcome> attemptAlone(Attempt attempt, AttemptNote former) {
    log.warn(
        "handler {}: {} {}: its process died in the middle of delivery {}, its last attempt, and"
            + " perhaps over another message; it is handled once more, with nothing else at work"
            + " in this process",
        lastAttempts.handler().name(),
        attempt.delivery().subject(),
        LogContext.place(attempt.delivery()),
        former.attempt());
    return quarantine.enter(attempt, gate)
        ? attempt(attempt, AttemptNote.Stage.BEGUN_ALONE)
        : Optional.of(Outcome.Retry.HANDED_BACK);
  }

  private Optional<Outcome> attempt(Attempt attempt, AttemptNote.Stage stage) {
    if (waits) {
      attempt.lastAttempt(() -> lastAttempts.begin(attempt.delivery(), stage));
    } else {
      attempt.lastAttempt(lastAttempts.begin(attempt.delivery(), stage));
    }
    return next.run(attempt);
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
            + lastAttempts.retry().attempts()
            + ") without a verdict on the last one, delivery "
            + former.attempt()
            + ", which was begun with nothing else at work; did the process die in the middle of"
            + " it?",
        null);
  }
}
