package dev.weft.transport;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection to a messaging system that keeps messages in streams.
 *
 * <p>All methods may be called from any thread.
 */
public interface Transport extends AutoCloseable {

  /** For as long as it is open, nothing is asked twice. */
  interface Survey extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Has the transport remember what the server says of streams and consumers, until the survey is
   * closed: a start asks for the same again and again. What others change meanwhile goes unnoticed.
   * One thread at a time has one, and any thread may ask meanwhile.
   *
   * @param consumers those that will be asked for, with their streams; some may not be there. It
   *     blocks until the server has said what it has of them, or that it does not
   */
  default Survey survey(List<ConsumerSpec> consumers) {
    return () -> {};
  }

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
   * The settings that a stream has by the server's word. Blocks for one round trip.
   *
   * @return empty if there is no such stream
   * @throws TransportException if the server cannot be asked
   */
  Optional<Map<String, Object>> settings(StreamSpec stream);

  /**
   * How a stream stands. Blocks for one round trip; not for each message.
   *
   * @return empty if there is no such stream
   * @throws TransportException if the server cannot be asked
   */
  Optional<StreamState> state(String stream);

  /**
   * As {@link #state(String)}, with the number of messages on some subjects.
   *
   * @param subjects with wildcards
   */
  Optional<StreamState> state(String stream, String subjects);

  /**
   * The settings that a consumer has by the server's word. Blocks for one round trip.
   *
   * @return empty if there is no such consumer
   * @throws TransportException if the server cannot be asked, or has no such stream
   */
  Optional<Map<String, Object>> settings(ConsumerSpec consumer);

  /**
   * The names of the streams that take some of these subjects, 1,024 at most. Blocks for one round
   * trip.
   *
   * @param subjects one subject, with or without wildcards
   * @throws TransportException if the server cannot be asked
   */
  List<String> streamsTaking(String subjects);

  /**
   * What the account may create. Blocks for one round trip.
   *
   * @return {@link AccountLimits#NONE} also where the server does not say
   */
  AccountLimits limits();

  /**
   * Asks how a consumer stands. Blocks for one round trip; not for each message.
   *
   * @throws TransportException if the server cannot be asked, or has no such stream or consumer
   */
  ConsumerState state(ConsumerSpec consumer);

  /**
   * Creates a stream. What the server made otherwise than asked is removed again.
   *
   * @throws TransportException if the server refuses it, has a differing one, or knows not all of
   *     its settings
   */
  void create(StreamSpec stream);

  /**
   * Creates a consumer. What the server made otherwise than asked is removed again.
   *
   * @throws TransportException if the server refuses it, has a differing one, or knows not all of
   *     its settings
   */
  void create(ConsumerSpec consumer);

  /**
   * Starts taking from a consumer that exists.
   *
   * @throws TransportException if it cannot be used
   */
  Source open(ConsumerSpec consumer, ReceiveMode mode);

  /**
   * Takes a message out of its stream again that the consumer does not deliver any more. Blocks for
   * one round trip.
   *
   * <p>To reject it is to be done with it for this consumer, so that a stream which keeps messages
   * only until then lets go of it; what other consumers are owed stays. A retry has no effect.
   *
   * @param deliveries how often it was delivered, which is its attempt
   * @return empty if the stream has no such message, or no longer
   * @throws TransportException if the server cannot be asked
   */
  Optional<Delivery> recall(ConsumerSpec consumer, long sequence, int deliveries);

  /**
   * The data of the last message that a stream has on a subject. Blocks for one round trip.
   *
   * @param subject without wildcards
   * @return empty if it has none, or there is no such stream
   * @throws TransportException if the server cannot be asked
   */
  Optional<byte[]> last(String stream, String subject);

  /**
   * The data of every message that a stream has on some subjects, the oldest first. Blocks for a
   * round trip, and for one more for each message: for a few of them, not for a stream of work.
   *
   * @param subjects with wildcards
   * @return empty if it has none, or there is no such stream
   * @throws TransportException if the server cannot be asked
   */
  List<byte[]> all(String stream, String subjects);

  /**
   * The first message that a stream has from a sequence on, of those on some subjects. Blocks for
   * one round trip.
   *
   * @param subjects with wildcards
   * @return empty if it has none, or there is no such stream
   * @throws TransportException if the server cannot be asked
   */
  Optional<Kept> next(String stream, long sequence, String subjects);

  /**
   * Whether the server knows scheduled messages: a stream with {@code allow_msg_schedules} then
   * holds what is published to it with {@code Nats-Schedule: @at <time>} and {@code
   * Nats-Schedule-Target: <subject>}, and publishes it to that subject of its own when the time has
   * come. A server that does not know them stores such a message like any other. Never blocks.
   */
  boolean keepsSchedules();

  /** The way out: publishes to any stream of the server. */
  Outbox outbox();

  /**
   * Documents that several processes change.
   *
   * @param limit how long a call waits for the server's answer at most: who holds a lease by a
   *     document has to try again in time where a request was lost
   */
  Registers registers(Duration limit);

  /** Requests and answers, past all streams. */
  Requests requests();

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
