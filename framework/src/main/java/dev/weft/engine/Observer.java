package dev.weft.engine;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;

/**
 * Watches messages come and go; telemetry implements it.
 *
 * <p>Called on the hot path, by many threads: an implementation returns at once and never throws.
 */
public interface Observer {

  /** A handler begins with a delivery, before it is decoded. Called on the handler's thread. */
  Processing processing(HandlerId handler, Delivery delivery);

  /**
   * A delivery was settled, by whichever thread; once per delivery.
   *
   * @param sent false if the settlement could not be sent, or was not confirmed where that is asked
   *     for, so that the message comes again
   */
  void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent);

  /** Something happened that an operator wants counted; rare, and on any thread. */
  void happened(HandlerId handler, Incident incident);

  /** A message is about to be published. Called on the publisher's thread. */
  Sending sending(String subject, String messageId, Headers headers, int bodySize);

  /** One handling of one delivery; opened and closed by the handler's thread. */
  interface Processing extends AutoCloseable {

    /** The handling failed, by an exception of the handler or the codec; before {@link #close}. */
    void failed(Throwable failure);

    /** The handling is over. */
    @Override
    void close();
  }

  /**
   * One publish; opened by the publisher's thread and ended once by {@link #sent} or {@link
   * #failed}, on whichever thread the server's answer arrives.
   */
  interface Sending {

    /** The headers to send: those given, with the trace context added. */
    Headers headers();

    /** The server has stored the message. */
    void sent(PublishReceipt receipt);

    /** The publish failed. */
    void failed(Throwable failure);
  }

  /** Watches nothing and costs nothing. */
  static Observer none() {
    return NoObserver.INSTANCE;
  }
}
