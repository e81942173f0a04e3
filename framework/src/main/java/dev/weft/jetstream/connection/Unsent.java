package dev.weft.jetstream.connection;

import io.nats.client.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settlements made while there was no connection; any thread may call it. */
final class Unsent {

  private static final Logger log = LoggerFactory.getLogger(Unsent.class);

  /** How many are kept; who settles one more is told that it is not sent. */
  static final int MOST = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Consumer<Connection>> kept = new ArrayDeque<>(); // guarded by the lock
  private volatile boolean empty = true; // as it is

  /** Never blocks. */
  boolean isEmpty() {
    return empty;
  }

  /**
   * Keeps one for the next connection.
   *
   * @throws IllegalStateException if there are too many
   */
  void keep(String replyTo, byte[] answer) {
    lock.lock();
    try {
      if (kept.size() == MOST) {
        throw new IllegalStateException(
            "no connection, and " + MOST + " settlements wait for one already");
      }
      kept.add(connection -> connection.publish(replyTo, answer));
      empty = false;
    } finally {
      lock.unlock();
    }
  }

  /** Sends all over this connection; what it does not take is kept for the one after it. */
  void sendOver(Connection connection) {
    lock.lock();
    try {
      while (!kept.isEmpty()) {
        Consumer<Connection> first = kept.element();
        Shield.run(() -> first.accept(connection));
        kept.remove();
      }
    } catch (IllegalStateException e) {
      log.debug("NATS: gone again; settlements that wait: {}", kept.size(), e);
    } finally {
      empty = kept.isEmpty();
      lock.unlock();
    }
  }
}
