package dev.weft.engine.deadletter;

import dev.weft.RetryPolicy;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which deliveries of a handler are last attempts, and what is noted of them.
 *
 * @param retry says how many attempts a message has
 * @param journal keeps the notes beyond the end of the process
 */
public record LastAttempts(HandlerId handler, RetryPolicy retry, AttemptJournal journal) {

  private static final Logger log = LoggerFactory.getLogger(LastAttempts.class);

  // With one attempt the first delivery would be the last, and every message have its note.
  private static final int LEAST = 2;

  /** Whether a delivery is a message's last attempt, or comes after that. */
  public static boolean isLast(Delivery delivery, RetryPolicy retry) {
    return delivery.attempt() >= last(retry);
  }

  /** Whether a delivery is a message's last attempt, or comes after that. */
  public boolean isLast(Delivery delivery) {
    return isLast(delivery, retry);
  }

  /**
   * What is known of a message's last attempt; empty if this is the first one that may be.
   *
   * @throws TransportException if that cannot be read now
   */
  public Optional<AttemptNote> former(Delivery delivery) {
    return delivery.attempt() > last(retry) ? journal.find(handler, delivery) : Optional.empty();
  }

  /** Notes that one begins; returns whether there is a note now that says so, or may be. */
  public boolean begin(Delivery delivery, AttemptNote.Stage stage) {
    try {
      journal.note(handler, delivery, stage);
      return true;
    } catch (TransportException e) {
      // Its attempt is worth more than the note, which only matters if the process dies just now.
      log.debug("handler {}: {}: its last attempt is not noted", handler.name(), delivery, e);
      return !e.isWithoutEffect() && !e.isLasting();
    } catch (Throwable thrown) { // an Error of the client library, say: likewise
      log.warn(
          "handler {}: {}: its last attempt is not noted: {}",
          handler.name(),
          delivery,
          Failure.of(thrown));
      return true;
    }
  }

  private static int last(RetryPolicy retry) {
    return Math.max(retry.attempts(), LEAST);
  }
}
