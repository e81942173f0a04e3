package dev.weft.engine;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.Telemetry;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.Outcome;
import java.time.Duration;

/**
 * Watches messages come and go; telemetry implements it.
 *
 * <p>Called on the hot path, by many threads: an implementation returns at once. What it throws is
 * logged, and harms nothing but what it reports. An interrupt that it leaves behind is cleared
 * before the handler is called; on a publisher's or a requester's thread it stays.
 */
public interface Observer extends Telemetry {

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

  /**
   * So many messages of a batch handler wait for others of their batch, for so long at most by the
   * runtime's {@code Time}; none do with 0. Called when that may have changed, under a lock.
   */
  default void gathering(HandlerId handler, int messages, Duration most) {}

  /** A batch handler is about to be called with so many messages, on the calling thread. */
  default void calling(HandlerId handler, int messages) {}

  /** A message is about to be published. Called on the publisher's thread. */
  Sending sending(String subject, String messageId, Headers headers, int bodySize);

  /** A request is about to be sent. Called on the requester's thread. */
  default Requesting requesting(String subject, Headers headers, int bodySize) {
    return NoObserver.unwatched(headers);
  }

  /**
   * A responder begins with a request, before it is decoded, or refuses it. Called on the thread
   * that answers; it fails with whatever is answered with an error.
   */
  default Processing responding(HandlerId responder, IncomingRequest request) {
    return NoObserver.NO_PROCESSING;
  }

  /** One handling of one delivery; opened and closed by the handler's thread. */
  interface Processing extends AutoCloseable {

    /** The handling failed, by an exception of the handler or the codec; before {@link #close}. */
    void failed(Failure failure);

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
    void failed(Failure failure);
  }

  /**
   * One request; opened by the requester's thread and ended once by {@link #answered} or {@link
   * #failed}, on whichever thread learns of it.
   */
  interface Requesting {

    /** The headers to send: those given, with the trace context added. */
    Headers headers();

    /** The answer has come and is decoded. */
    void answered();

    /** There is no answer, or it is an error. */
    void failed(Failure failure);
  }

  /**
   * The observer behind the telemetry that an application gives, guarded.
   *
   * @throws IllegalArgumentException if Weft has not made it
   */
  static Observer of(Telemetry given) {
    if (given instanceof Observer observer) {
      return guarded(observer);
    }
    throw new IllegalArgumentException(
        "telemetry of "
            + given.getClass().getName()
            + ": expected one that dev.weft.telemetry.WeftTelemetry.create(openTelemetry) makes");
  }

  /**
   * The same observer, whose failures are logged and harm nothing else. Everything of Weft's that
   * calls an observer calls one that was given here.
   */
  static Observer guarded(Observer observer) {
    return observer instanceof NoObserver || observer instanceof GuardedObserver
        ? observer
        : new GuardedObserver(observer);
  }

  /** Watches nothing and costs nothing. */
  static Observer none() {
    return NoObserver.INSTANCE;
  }
}
