package dev.weft.transport;

import dev.weft.TransportException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a responder's requests come from. One thread at a time calls {@link #next}; any may call
 * the others.
 */
public interface RequestSource extends AutoCloseable {

  /**
   * Waits for a request.
   *
   * @return empty when the wait has passed, or nothing comes any more
   * @throws InterruptedException if the thread is interrupted; nothing is lost by it
   * @throws TransportException if the source cannot go on; a new one may
   */
  Optional<IncomingRequest> next(Duration wait) throws InterruptedException;

  /** Whether the source is closed and {@link #next} has returned all that had come. */
  boolean isOver();

  /**
   * Lets no new request come; returns at once. What is on its way still comes: somebody has to go
   * on calling {@link #next} until the source {@linkplain #isOver is over}, some seconds at most. A
   * second call does nothing.
   */
  @Override
  void close();
}
