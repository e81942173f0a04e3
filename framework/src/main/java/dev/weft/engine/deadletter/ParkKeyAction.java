package dev.weft.engine.deadletter;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks the key first, then writes the dead letter: if the process dies between the two, the
 * message is delivered again and finds its key parked.
 */
public record ParkKeyAction(
    HandlerId handler, ParkedKeys keys, DeadLetterAction deadLetterAction, Observer observer)
    implements ExhaustedAction {

  private static final Logger log = LoggerFactory.getLogger(ParkKeyAction.class);

  @Override
  public Resolution end(Delivery delivery, Outcome.Reject reject) {
    try {
      Optional<ParkedKey> parked = keys.park(delivery, reject.reason());
      parked.ifPresent(this::tell);
    } catch (Throwable thrown) { // Errors too: what is not kept is not to be ended
      return Resolution.postponed(reject, "its key was not parked", Failure.of(thrown));
    }
    return deadLetterAction.end(delivery, reject);
  }

  private void tell(ParkedKey parked) {
    observer.happened(handler, Incident.PARKED);
    log.warn(
        "handler {}: {} of key '{}' is given up, and what follows in its key is not handled but"
            + " kept as dead letters, until {}",
        handler.name(),
        parked.since(),
        parked.shownKey(),
        keys.howToRelease(parked));
  }
}
