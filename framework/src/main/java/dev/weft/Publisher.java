package dev.weft;

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
   * Publishes one message and blocks until the server has stored it, the publish time-out has
   * passed, or the thread is interrupted.
   *
   * <p>After a failure the message may or may not be stored: publish again under the same {@link
   * PublishOptions#messageId()} to have it once.
   *
   * @throws IllegalArgumentException if the payload cannot be encoded; nothing was sent
   * @throws dev.weft.transport.TransportException if the server did not confirm; an interrupt also
   *     ends up here, with the thread's interrupt flag set
   */
  PublishReceipt publish(String subject, T payload, PublishOptions options);

  /** {@link #publishAsync(String, Object, PublishOptions)} with the default options. */
  default CompletableFuture<PublishReceipt> publishAsync(String subject, T payload) {
    return publishAsync(subject, payload, PublishOptions.defaults());
  }

  /**
   * Sends one message and returns; the future completes when the server has stored it, or
   * exceptionally with a {@code TransportException}. Its dependent stages run on the client's
   * thread: they must not block.
   *
   * @throws IllegalArgumentException if the payload cannot be encoded; nothing was sent
   */
  CompletableFuture<PublishReceipt> publishAsync(String subject, T payload, PublishOptions options);

  /** Closes nothing of the caller's: the connection stays open. A second call does nothing. */
  @Override
  void close();
}
