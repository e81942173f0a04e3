package dev.weft.transport;

import java.util.Optional;

/**
 * A connection to a messaging system that keeps messages in streams.
 *
 * <p>All methods may be called from any thread.
 */
public interface Transport extends AutoCloseable {

  /**
   * Compares a stream with what the server has. Blocks for one round trip.
   *
   * @throws TransportException if the server cannot be asked
   */
  Presence inspect(StreamSpec stream);

  /**
   * Compares a consumer with what the server has. Blocks for one round trip.
   *
   * @throws TransportException if the server cannot be asked, or has no such stream
   */
  Presence inspect(ConsumerSpec consumer);

  /**
   * Asks how a consumer stands. Blocks for one round trip; not for each message.
   *
   * @throws TransportException if the server cannot be asked, or has no such stream or consumer
   */
  ConsumerState state(ConsumerSpec consumer);

  /**
   * Creates a stream.
   *
   * @throws TransportException if the server refuses it, or has a differing one
   */
  void create(StreamSpec stream);

  /**
   * Creates a consumer.
   *
   * @throws TransportException if the server refuses it, or has a differing one
   */
  void create(ConsumerSpec consumer);

  /**
   * Starts taking from a consumer that exists.
   *
   * @throws TransportException if it cannot be used
   */
  Source open(ConsumerSpec consumer, Mode mode);

  /** The way out: publishes to any stream of the server. */
  Outbox outbox();

  /**
   * Why the server cannot be reached now, for an operator; empty if it can. Never blocks. Reads the
   * client's state, so a dead connection shows when the client notices.
   */
  Optional<String> problem();

  /**
   * Sends what is under way and closes what this transport opened itself, waiting for a short and
   * bounded time. A second call does nothing.
   */
  @Override
  void close();
}
