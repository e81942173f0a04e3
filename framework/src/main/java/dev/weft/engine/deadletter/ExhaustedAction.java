package dev.weft.engine.deadletter;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;

/**
 * What is done with a message that is given up, before the transport is told. Called by any thread;
 * never throws.
 */
public sealed interface ExhaustedAction permits DeadLetterAction, ParkKeyAction, StopAction {

  /** The first delay before a message that could not be given up is delivered again. */
  Duration AGAIN = Duration.ofSeconds(10);

  /** Does it; blocks until it is done. */
  Resolution end(Delivery delivery, Outcome.Reject reject);
}
