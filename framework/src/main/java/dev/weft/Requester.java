package dev.weft;

import java.util.concurrent.CompletableFuture;

/**
 * Sends requests and waits for their answers.
 *
 * <p>Safe for use by many threads. A request is sent once: after a {@link RequestTimeoutException}
 * it may have been handled, after a {@link NoRespondersException} it surely was not.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public interface Requester<Q, A> extends AutoCloseable {

  /** {@link #request(String, Object, RequestOptions)} with {@link RequestOptions#defaults()}. */
  default A request(String subject, Q payload) {
    return request(subject, payload, RequestOptions.defaults());
  }

  /**
   * Sends one request and blocks until it is answered, its time is over, or the thread is
   * interrupted.
   *
   * @throws RequestException if the answer is an error (code, type, message) or cannot be decoded
   *     (502, {@code bad-answer}), nobody answers on the subject ({@link NoRespondersException}, at
   *     once), or no answer comes in time ({@link RequestTimeoutException})
   * @throws IllegalArgumentException if the payload cannot be encoded; nothing was sent
   * @throws TransportException if the request cannot be sent; an interrupt also ends up here, with
   *     the thread's interrupt flag set
   */
  A request(String subject, Q payload, RequestOptions options);

  /** {@link #requestAsync(String, Object, RequestOptions)} with the default options. */
  default CompletableFuture<A> requestAsync(String subject, Q payload) {
    return requestAsync(subject, payload, RequestOptions.defaults());
  }

  /**
   * Sends one request and returns; the future completes with the answer, or exceptionally with what
   * {@link #request(String, Object, RequestOptions)} throws. Its dependent stages run on a thread
   * that all answers share: they must not block.
   *
   * @throws IllegalArgumentException if the payload cannot be encoded; nothing was sent
   */
  CompletableFuture<A> requestAsync(String subject, Q payload, RequestOptions options);

  /** Closes nothing of the caller's: the connection stays open. A second call does nothing. */
  @Override
  void close();
}
