package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks the key first, then buries the message: were the process to die between the two, the
 * message would come again and find its key parked.
 */
record Parking(HandlerId handler, ParkedKeys keys, Burial burial, Observer observer)
    implements GivingUp {

  private static final Logger log = LoggerFactory.getLogger(Parking.class);

  @Override
  public Ending end(Delivery delivery, Outcome.Reject reject) {
    try {
      Optional<ParkedKey> parked = keys.park(delivery, reject.reason());
      parked.ifPresent(this::tell);
    } catch (Throwable thrown) { // Errors too: what is not kept is not to be ended
      return Ending.postponed(reject, "its key was not parked", Failure.of(thrown));
    }
    return burial.end(delivery, reject);
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
