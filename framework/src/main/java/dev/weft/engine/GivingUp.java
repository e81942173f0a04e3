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

  /**
   * What a handler's worker does.
   *
   * @param brake brings the worker to a stand
   */
  static GivingUp by(WorkerSpec<?> spec, Observer observer, Standstill.Brake brake) {
    return spec.exhausted() instanceof Exhausted.Stop
        ? new Standstill(spec.id(), brake, observer)
        : afterTheEnd(spec, observer);
  }

  /** What is done when the server has ended a message, so that no worker can have it again. */
  static GivingUp afterTheEnd(WorkerSpec<?> spec, Observer observer) {
    var burial = new Burial(spec.id(), spec.deadLetters());
    return spec.exhausted() instanceof Exhausted.ParkKey(ParkedKeys keys)
        ? new Parking(spec.id(), keys, burial, observer)
        : burial;
  }
}
