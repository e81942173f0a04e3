package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up a message whose last attempt was begun and ended without a verdict: the process died in
 * the middle of it, and would again.
 *
 * <p>How often it was delivered does not tell that: what is handed back, or dies in the buffer of a
 * process that something else killed, counts as delivered too. So a last attempt is noted before it
 * begins, and a message that comes after its last attempt is judged by its note (ADR 0013).
 *
 * @param waits whether a message waits within, and its attempt begins after that
 * @param comesAgain whether what is given up comes again, for one more attempt
 */
record Spent(
    Step next,
    HandlerId handler,
    RetryPolicy retry,
    LastAttempts lastAttempts,
    boolean waits,
    boolean comesAgain)
    implements Step {

  private static final Logger log = LoggerFactory.getLogger(Spent.class);

  // With one attempt the first delivery would be the last, and every message have its note.
  private static final int LEAST = 2;
  private static final Duration UNREADABLE = Duration.ofSeconds(5);

  @Override
  public Optional<Outcome> run(Work work) {
    if (!isLast(work.delivery(), retry)) {
      return next.run(work);
    }
    if (work.delivery().attempt() > last(retry)) {
      try {
        Optional<LastAttempt> former = lastAttempts.find(handler, work.delivery());
        if (former.isPresent() && former.get().stage() == LastAttempt.Stage.BEGUN) {
          work.lastAttempt(comesAgain); // the note has to go, or that attempt would never be made
          return Optional.of(withoutVerdict(former.get()));
        }
        if (former.isPresent() && former.get().stage() == LastAttempt.Stage.GIVEN_UP) {
          return Optional.of(givenUpBefore(former.get()));
        }
      } catch (TransportException e) {
        return Optional.of(
            new Outcome.Retry(
                UNREADABLE,
                "comes after its last attempt, and whether that was begun cannot be read: "
                    + e.getMessage(),
                Failure.of(e)));
      }
    }
    if (waits) {
      work.lastAttempt(() -> begin(work.delivery()));
    } else {
      work.lastAttempt(begin(work.delivery()));
    }
    return next.run(work);
  }

  /** Whether a delivery is a message's last attempt, or comes after that. */
  static boolean isLast(Delivery delivery, RetryPolicy retry) {
    return delivery.attempt() >= last(retry);
  }

  private static int last(RetryPolicy retry) {
    return Math.max(retry.attempts(), LEAST);
  }

  /** Whether there is a note now that says so, or may be. */
  private boolean begin(Delivery delivery) {
    try {
      lastAttempts.note(handler, delivery, LastAttempt.Stage.BEGUN);
      return true;
    } catch (TransportException e) {
      // Its attempt is worth more than the note, which only matters if the process dies just now.
      log.debug("handler {}: {}: its last attempt is not noted", handler.name(), delivery, e);
      return !e.isWithoutEffect() && !e.isLasting();
    }
  }

  private static Outcome givenUpBefore(LastAttempt former) {
    return new Outcome.Reject(
        "given up on delivery "
            + former.attempt()
            + ", by a process that could not keep it and is gone",
        null);
  }

  private Outcome withoutVerdict(LastAttempt former) {
    return new Outcome.Reject(
        "attempts spent ("
            + retry.attempts()
            + ") without a verdict on the last one, delivery "
            + former.attempt()
            + ", which was begun; did the process die in the middle of it?",
        null);
  }
}
