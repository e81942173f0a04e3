package dev.weft.transport;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import java.time.Instant;
import java.util.Optional;

/**
 * One message as the transport handed it over, not decoded, with its settlement. All methods may be
 * called from any thread.
 */
public interface Delivery {

  /** The subject the message was published to. */
  String subject();

  /** The message's id, the same on every attempt; see {@link dev.weft.Message#id()}. */
  String id();

  /** How often it was delivered, this time included. */
  int attempt();

  /**
   * Its place among all deliveries of its consumer, from 1 on; a redelivery has one of its own. Who
   * alone takes from a consumer sees each number once and in order, so a gap tells of a delivery
   * that got lost. 0 if it is not known.
   */
  default long number() {
    return 0;
  }

  /** When the stream stored it. */
  Instant timestamp();

  /** Its headers. */
  Headers headers();

  /** Its data; not a copy, so not to be changed. */
  byte[] data();

  /** How many bytes it takes, with its headers where they are of any size. */
  default long size() {
    return data().length;
  }

  /**
   * Its data as the stream keeps it: more than {@link #data} where the consumer delivers headers
   * only, and then taken out of the stream, which blocks for a round trip. Not to be changed.
   *
   * @return what was delivered, if the stream has the message no longer
   * @throws TransportException if the stream cannot be asked
   */
  default byte[] storedData() {
    return data();
  }

  /** Where the stream keeps it; empty where there is no stream. */
  Optional<StreamPosition> position();

  /**
   * The key in whose order its worker handles it; empty where the worker keeps no order by key, or
   * nobody has asked for the key yet.
   */
  default Optional<String> key() {
    return Optional.empty();
  }

  /**
   * Settles the delivery. Only the first settlement counts. Does not wait for the server, and does
   * its work whether or not the thread is interrupted.
   *
   * @return false if it was settled before; nothing was sent then
   * @throws TransportException if the settlement could not be sent; the message comes again after
   *     its ack wait
   */
  boolean settle(Outcome outcome);

  /**
   * As {@link #settle}, but blocks until the server has said that it has the settlement, for a
   * bounded time, an interrupt notwithstanding. If it does not say so it is asked again once or
   * twice. Its word proves that the settlement has arrived, not that the delivery was still ours.
   *
   * @return false if it was settled before; nothing was sent then
   * @throws TransportException if the settlement is not confirmed; it may count all the same, and
   *     otherwise the message comes again after its ack wait
   */
  boolean settleConfirmed(Outcome outcome);

  /** Starts the ack wait anew. Does nothing once the delivery is settled. */
  void extend();

  /**
   * It was received ahead, and is handed over to the worker that handles it. Sends nothing, and
   * changes nothing but who counts it.
   */
  default void handedOver() {}

  /**
   * Drops it unsettled, because another delivery of the same message is here, whose settlement
   * counts for both. Sends nothing; does nothing once the delivery is settled.
   */
  default void discard() {}
}
