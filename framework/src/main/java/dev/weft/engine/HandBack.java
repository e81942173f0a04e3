package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives deliveries that were not started back to the server, for whoever asks next. */
final class HandBack {

  private static final Logger log = LoggerFactory.getLogger(HandBack.class);

  private HandBack() {}

  /** Hands back each of them, in their order, whatever becomes of the others. */
  static void all(List<Delivery> deliveries) {
    for (Delivery delivery : deliveries) {
      try {
        delivery.settle(Outcome.Retry.HANDED_BACK);
      } catch (Throwable thrown) { // the others are to go back all the same
        log.warn(
            "{} was not handed back, and comes again after its ack wait: {}",
            delivery,
            Failure.of(thrown));
      }
    }
  }
}
