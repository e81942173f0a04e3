package dev.weft;

/**
 * Hands a consumer's messages to a handler.
 *
 * @param <T> the payload
 */
public interface Subscriber<T> extends AutoCloseable {

  /**
   * Calls the handler for every message: one after the other, or as many at once as the options'
   * {@code concurrency} says, on virtual threads of the subscriber's own. Blocks until {@link
   * #close} is called or the calling thread is interrupted, which interrupts the handler too. What
   * was received but not handled by then is handed back to the server.
   *
   * @throws InterruptedException if the calling thread was interrupted
   * @throws TransportException if the consumer cannot be used and trying again would not help; what
   *     passes is tried again with a growing back-off
   * @throws IllegalStateException if the subscriber is subscribed already, or closed
   */
  void subscribe(Handler<T> handler) throws InterruptedException;

  /**
   * As {@link #subscribe}, for a handler that is called with several messages at once: with up to
   * as many as the subscriber's options say, as soon as they have come or the first has waited long
   * enough.
   */
  void subscribeBatches(BatchHandler<T> handler) throws InterruptedException;

  /**
   * Ends {@link #subscribe} after the message in work, from any thread. Blocks until what was
   * received but not handled is handed back, some two seconds at most, and does not wait for the
   * message in work. The connection stays open. A second call does nothing.
   */
  @Override
  void close();
}
