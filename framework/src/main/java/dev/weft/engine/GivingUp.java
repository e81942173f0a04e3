package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;

/**
 * What is done with a message that is given up, before the transport is told. Called by any thread;
 * never throws.
 */
sealed interface GivingUp permits Burial, Parking, Standstill {

  /** Whatever keeps the message from being given up, it is given time to pass. */
  Duration AGAIN = Duration.ofSeconds(10);

  /** Does it; blocks until it is done. */
  Ending end(Delivery delivery, Outcome.Reject reject);
}
