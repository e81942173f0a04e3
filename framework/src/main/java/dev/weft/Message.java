package dev.weft;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decoded message and the right to settle it.
 *
 * <p>Settling means {@link #ack}, {@link #nak} or {@link #term}. Only the first settlement of a
 * message counts, whichever thread makes it; a later one changes nothing, is never sent, and leaves
 * a line in the log. All methods may be called from any thread. None waits for the server's answer,
 * unless it says so, save that a settlement does where the handler is configured with {@code
 * ack-confirm = true}.
 *
 * @param <T> the payload
 */
public interface Message<T> {

  /** The decoded payload. */
  T payload();

  /** The subject the message was published to. */
  String subject();

  /** The headers as the producer sent them. */
  Headers headers();

  /**
   * The message's id, the same on every attempt: its {@value Headers#MESSAGE_ID} header, else its
   * {@value Headers#NATS_MESSAGE_ID} header, else {@code stream/sequence}; an empty header counts
   * as none. Whoever publishes chooses the headers, so two messages may have one id: {@link
   * #position} with {@link #timestamp} is the message's alone.
   */
  String id();

  /**
   * How often the server has delivered this message, this time included; 1 on the first attempt. A
   * message that a stopping worker handed back unstarted counts that delivery too.
   */
  int attempt();

  /** When the stream stored the message. */
  Instant timestamp();

  /** Where the stream keeps the message; empty where there is no stream. */
  Optional<StreamPosition> position();

  /**
   * Publishes a message that follows from this one, before this one is acknowledged: the
   * acknowledgement, the handler's own or the runtime's, waits until all that was emitted is
   * stored. If something could not be stored, this message is not acknowledged but handled again.
   *
   * <p>It goes out under an id made of this message's {@link #position} and {@link #timestamp}, the
   * handler's name, and the number of the call, from 1 on each attempt. So what a second attempt
   * emits again is stored once, within the {@code duplicate_window} of the stream it goes to: emit
   * in the same order on every attempt. {@link PublishOptions#messageId} replaces that id: then the
   * stream knows a second copy by the id that you chose, which therefore has to be the same on
   * every attempt, and of no other message. {@linkplain PublishOptions#withoutDeduplication Without
   * de-duplication} every attempt stores a copy.
   *
   * <p>Text is written for {@code String}, bytes for {@code byte[]}, and JSON for any other type.
   * The options may have this message's headers, or part of them. Its {@value Headers#CONTENT_TYPE}
   * among them is sent only if it fits what is written: JSON does not go out as {@code text/csv}.
   *
   * <p>Does not wait for the server, unless {@code publish.max-in-flight} publishes are unanswered.
   * Call it before the handler returns or, with {@code ack = manual}, before {@link #ack}.
   *
   * <p>Whatever it throws, nothing was sent. The attempt has failed then: this message is not
   * acknowledged, even if the handler catches the exception.
   *
   * @param options headers to send along, an id, whether the stream drops a second copy
   * @throws IllegalArgumentException if the payload cannot be encoded; the message is retried by
   *     the handler's retry policy
   * @throws NullPointerException if an argument is null; the message is retried likewise
   * @throws IllegalStateException if this message is settled already, and so stays settled
   * @throws TransportException if the thread is interrupted while it waits, or no message can be
   *     sent so, as to a subject with a wildcard in it: then this message is given up, since
   *     another attempt would be in vain
   */
  void emit(String subject, Object payload, PublishOptions options);

  /**
   * {@link #emit(String, Object, PublishOptions)} with {@link PublishOptions#defaults()}: under an
   * id that Weft makes, without headers of your own.
   */
  default void emit(String subject, Object payload) {
    emit(subject, payload, PublishOptions.defaults());
  }

  /**
   * Tells the server that the message is done; it does not come again. Waits until all that was
   * {@linkplain #emit(String, Object, PublishOptions) emitted} is stored.
   *
   * @throws TransportException if something emitted is not stored, or the thread was interrupted
   *     while waiting for that; the message is not settled by it
   */
  void ack();

  /** {@link #nak(Duration)} without a delay: whichever worker asks next makes the attempt. */
  default void nak() {
    nak(Duration.ZERO);
  }

  /**
   * Gives the message back for another attempt. That is no failure, and the retry policy does not
   * end it: a handler that always calls this sees the message without end, or up to the consumer's
   * {@code max_deliver}. A {@link RetryException} chooses the delay too, and spends an attempt.
   *
   * @param delay the least wait before it comes again; zero or more
   * @throws IllegalArgumentException if the delay is negative
   * @throws NullPointerException if it is null
   */
  void nak(Duration delay);

  /**
   * Gives the message up: it does not come again. Where dead letters are kept, it waits until the
   * copy is stored; if it cannot be stored, the message is retried instead.
   *
   * @param reason why, for the log and, on servers from 2.10.4, the server's advisory; null is "no
   *     reason given"
   */
  void term(@Nullable String reason);

  /**
   * Starts the message's ack wait anew, for a handler that needs longer than that. Does nothing
   * once the message is settled.
   */
  void inProgress();
}
