package dev.weft;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fetches messages on demand. Each message must be settled by the caller.
 *
 * <p>A message that cannot be decoded is logged, terminated and left out.
 *
 * @param <T> the payload
 */
public interface Fetcher<T> extends AutoCloseable {

  /**
   * Blocks until at least one message is there, then returns what has come, {@code max} at most;
   * empty only once the fetcher is closed. One thread at a time may fetch.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws TransportException if the consumer cannot be used
   */
  List<Message<T>> fetch(int max) throws InterruptedException;

  /** As {@link #fetch(int)}, but returns an empty list when {@code wait} has passed. */
  List<Message<T>> fetch(int max, Duration wait) throws InterruptedException;

  /** {@link #stream(int)} of one message at a time: none waits for the one before. */
  default Stream<Message<T>> stream() {
    return stream(1);
  }

  /**
   * The messages as a sequential stream, fetched when it is read, so that whoever reads slowly
   * fetches slowly. It ends when this fetcher is closed, or the reading thread interrupted; the
   * interrupt flag stays set. Reading it is fetching: one thread at a time.
   *
   * <p>Close the stream when its end is not read: what was fetched and not read goes back at once.
   * This fetcher stays open.
   *
   * @param max how many are fetched at once. What waits its turn is not kept alive: no more than
   *     can be settled within the ack wait
   * @throws IllegalArgumentException if {@code max} is less than 1
   */
  default Stream<Message<T>> stream(int max) {
    return FetchedStream.of(this, max);
  }

  /**
   * Stops taking, hands back what was received but not fetched, and wakes a waiting fetch. Fetched
   * messages can still be settled. The connection stays open. A second call does nothing.
   */
  @Override
  void close();
}
