package dev.weft.engine.deadletter;

import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.SideStream;
import dev.weft.engine.publish.FittedCopy;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outbox;
import dev.weft.transport.Outcome;
import java.time.InstantSource;

/**
 * Keeps dead letters in a stream beside the original one: {@code ORDERS_DLQ} beside {@code ORDERS},
 * on the subject {@code DLQ.ORDERS.<consumer>}.
 *
 * <p>The copy goes out under an id that the original alone has, so a second copy, written because
 * the process died before it had terminated the original, is dropped by the stream within its
 * {@code duplicate_window}. A copy that one message cannot hold has parts beside it ({@link
 * FittedCopy}).
 */
public final class StreamDeadLetters implements DeadLetters {

  private final Outbox outbox;
  private final InstantSource clock;
  private final Runnable restore;

  /**
   * Dead letters through an outbox.
   *
   * @param clock tells when a message was given up
   * @param restore creates the stream if it is gone; called before a second try
   */
  public StreamDeadLetters(Outbox outbox, InstantSource clock, Runnable restore) {
    this.outbox = outbox;
    this.clock = clock;
    this.restore = restore;
  }

  @Override
  public String keep(HandlerId handler, Delivery delivery, Outcome.Reject reject) {
    var copy =
        new FittedCopy(
            outbox,
            SideStream.DEAD_LETTERS.prefix(handler.stream()) + handler.consumer(),
            DeadLetterHeaders.of(handler, delivery, reject, clock.instant()),
            DeadLetterHeaders.STACK,
            DeadLetterHeaders.ofOriginal(delivery),
            delivery.storedData());
    try {
      return copy.publish().position().toString();
    } catch (TransportException e) {
      if (e.isLasting()) {
        throw e;
      }
      restore.run();
      return copy.publish().position().toString();
    }
  }
}
