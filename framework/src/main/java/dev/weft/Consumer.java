package dev.weft;

import java.time.Duration;
import java.util.List;

/**
 * Fetches messages on demand; the typed API's pull side. Each message must be settled by the
 * caller.
 *
 * <p>A message that cannot be decoded is logged, terminated and left out.
 *
 * @param <T> the payload
 */
public interface Consumer<T> extends AutoCloseable {

  /**
   * Blocks until at least one message is there, then returns what has come, {@code max} at most;
   * empty only once the consumer is closed. One thread at a time may fetch.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws dev.weft.transport.TransportException if the consumer cannot be used
   */
  List<Message<T>> fetch(int max) throws InterruptedException;

  /** As {@link #fetch(int)}, but returns an empty list when {@code wait} has passed. */
  List<Message<T>> fetch(int max, Duration wait) throws InterruptedException;

  /**
   * Stops taking, hands back what was received but not fetched, and wakes a waiting fetch. Fetched
   * messages can still be settled. The connection stays open. A second call does nothing.
   */
  @Override
  void close();
}
