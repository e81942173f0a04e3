package dev.weft.engine.retry;

import dev.weft.ReceiveMode;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.source.MessageMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.util.Optional;

/**
 * Where a message waits for its next attempt. One that its consumer delays keeps one of the {@code
 * max_ack_pending} slots all that time, so that long waits are better spent elsewhere.
 */
public interface RetryStore {

  /**
   * Keeps a copy of the delivery elsewhere until its next attempt is due; blocks until that is
   * stored. Only then the original is acknowledged. Called by any thread.
   *
   * @return where the copy is, for the log; empty if the consumer is to delay the delivery itself
   * @throws RuntimeException if the copy could not be stored; the consumer delays it then
   */
  Optional<String> keep(Delivery delivery, Outcome.Retry retry);

  /**
   * The source, joined by what was kept and is due.
   *
   * @param main the handler's own; closed with what is returned
   * @param mode whether more may be received than can start
   * @param memory what the worker holds, what is joined included
   * @param housekeeper sees that what is joined returns
   */
  default Source with(
      Source main,
      ReceiveMode mode,
      MessageMemory.Share memory,
      HandlerId handler,
      Observer observer,
      Housekeeper housekeeper) {
    return main;
  }

  /** Called every 10 s while the handler's worker lives; returns at once. */
  default void look() {}

  /** Leaves every retry to the consumer. */
  static RetryStore byConsumer() {
    return (delivery, retry) -> Optional.empty();
  }
}
