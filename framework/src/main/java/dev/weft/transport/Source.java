package dev.weft.transport;

import dev.weft.TransportException;
import java.time.Duration;
import java.util.List;

/**
 * Where a worker's deliveries come from. One thread at a time calls {@link #next}; any may close
 * it.
 */
public interface Source extends AutoCloseable {

  /**
   * Waits until at least one delivery is there, then returns what has come, in the order of the
   * stream.
   *
   * @param demand how many the caller can start now; at most as many are returned
   * @param wait the longest wait
   * @return empty when the wait has passed or the source is closed
   * @throws InterruptedException if the thread is interrupted; nothing is lost by it
   * @throws TransportException if the source cannot go on; {@link TransportException#isLasting()}
   *     tells whether opening a new one may help
   */
  List<Delivery> next(int demand, Duration wait) throws InterruptedException;

  /**
   * Has a call of {@link #next} that waits return soon, though nothing has come: somebody has other
   * work for its thread. Any thread may call it; it returns at once. A hint, which may get lost.
   */
  default void wake() {}

  /**
   * Keeps what was received and not yet returned by {@link #next} from being delivered again:
   * starts its ack wait anew, of each by itself. To be called from one thread at a time, at least
   * every third of {@link #ackWait}. Does not wait for the thread that is in {@link #next}.
   *
   * @throws RuntimeException what the first of those failed with that could not be extended; they
   *     are left to the next call
   */
  void extend();

  /**
   * How often the way from the system was interrupted so far. What was sent just then may have got
   * lost, and comes again after its ack wait, behind what is sent meanwhile. Never blocks.
   */
  long breaks();

  /**
   * Tells how fast the caller works, which bounds what is received ahead of demand: {@code nanos}
   * from one message to the next when all its slots are taken. Called by the thread that calls
   * {@link #next}.
   */
  void pace(long nanos);

  /**
   * Has it ask for nothing that may come later than in a few seconds: what comes to a process that
   * is cut off is delivered again after its ack wait only, behind what others get meanwhile. Called
   * before the first {@link #next}.
   */
  default void askBriefly() {}

  /**
   * How long the system waits for a settlement before it delivers again, by its last word, which
   * {@link #changes} asks for. Never blocks.
   */
  Duration ackWait();

  /**
   * Asks the system anew how the consumer is configured, and returns at once: the answer shows in
   * {@link #ackWait} a moment later, and in the next call. To be called from any thread, about once
   * a second while messages are at work.
   *
   * @return what somebody has changed of the consumer since the last call, a line each for the log
   */
  default List<String> changes() {
    return List.of();
  }

  /**
   * Stops taking and hands back at once what was received but not returned by {@link #next}, for
   * another worker. Blocks until that is sent, for a bounded time, an interrupt notwithstanding.
   * What {@code next} returned can still be settled. A second call does nothing.
   */
  @Override
  void close();
}
