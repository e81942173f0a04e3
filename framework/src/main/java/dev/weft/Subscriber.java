package dev.weft;

/**
 * Hands a consumer's messages to a handler; the typed API's push side.
 *
 * @param <T> the payload
 */
public interface Subscriber<T> extends AutoCloseable {

  /**
   * Calls the handler for every message on the calling thread, one after the other. Blocks until
   * {@link #close} is called or the thread is interrupted. What was received but not handled by
   * then is handed back to the server.
   *
   * @throws InterruptedException if the thread was interrupted
   * @throws dev.weft.transport.TransportException if the consumer cannot be used and trying again
   *     would not help; what passes is tried again with a growing back-off
   * @throws IllegalStateException if the subscriber is subscribed already, or closed
   */
  void subscribe(Handler<T> handler) throws InterruptedException;

  /**
   * Ends {@link #subscribe} after the message in work, from any thread. Blocks until what was
   * received but not handled is handed back, some two seconds at most, and does not wait for the
   * message in work. The connection stays open. A second call does nothing.
   */
  @Override
  void close();
}
