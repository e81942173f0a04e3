package dev.weft;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes payloads to a stream and waits for the server's word that they are stored.
 *
 * <p>Safe for use by many threads.
 *
 * @param <T> the payload
 */
public interface Publisher<T> extends AutoCloseable {

  /** {@link #publish(String, Object, PublishOptions)} with {@link PublishOptions#defaults()}. */
  default PublishReceipt publish(String subject, T payload) {
    return publish(subject, payload, PublishOptions.defaults());
  }

  /**
   * Publishes one message and blocks until the server has stored it, the time for tries is over, or
   * the thread is interrupted.
   *
   * <p>What the server does not confirm is published again under the same id, with growing pauses,
   * for 30 s unless set otherwise; {@linkplain PublishOptions#withoutDeduplication without
   * de-duplication} only if it surely was not stored. After a failure the message may or may not be
   * stored: publish again under the same {@link PublishOptions#messageId()} to have it once.
   *
   * <p>Publishes that are unanswered, whoever made them, are bounded in number, 1,000 unless set
   * otherwise. Beyond that a publish waits until one of them is answered.
   *
   * @throws IllegalArgumentException if the payload cannot be encoded; nothing was sent
   * @throws TransportException if the server did not confirm, or no message can be sent to the
   *     subject, as with a wildcard in it; an interrupt also ends up here, with the thread's
   *     interrupt flag set
   */
  PublishReceipt publish(String subject, T payload, PublishOptions options);

  /** {@link #publishAsync(String, Object, PublishOptions)} with the default options. */
  default CompletableFuture<PublishReceipt> publishAsync(String subject, T payload) {
    return publishAsync(subject, payload, PublishOptions.defaults());
  }

  /**
   * Sends one message and returns; the future completes when the server has stored it, or
   * exceptionally with a {@code TransportException}. Tries and the bound are those of {@link
   * #publish(String, Object, PublishOptions)}: the call blocks while too many publishes are
   * unanswered. What has to be tried again may be stored behind what was published after it. The
   * future's dependent stages run on the client's thread: they must not block.
   *
   * @throws IllegalArgumentException if the payload cannot be encoded; nothing was sent
   * @throws TransportException if the thread is interrupted while it waits for its turn; nothing
   *     was sent, and the thread's interrupt flag is set
   */
  CompletableFuture<PublishReceipt> publishAsync(String subject, T payload, PublishOptions options);

  /**
   * This publisher, bound to a subject.
   *
   * @throws IllegalArgumentException if nothing can be published to it, as with a wildcard in it
   */
  default BoundPublisher<T> to(String subject) {
    return new BoundPublisher<>(this, subject);
  }

  /**
   * This publisher with middleware around each publish, the first one outermost.
   *
   * @throws NullPointerException if one is null
   */
  default Publisher<T> with(PublishMiddleware... middleware) {
    for (PublishMiddleware one : Given.given(middleware, "middleware", "any number of them")) {
      Given.given(one, "middleware", "one to call with each publish");
    }
    return new MiddlewarePublisher<>(this, List.of(middleware));
  }

  /** Closes nothing of the caller's: the connection stays open. A second call does nothing. */
  @Override
  void close();
}
