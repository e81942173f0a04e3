package dev.weft.jetstream.connection;

import io.nats.client.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits for the server's answer to a ping, one at a time over a connection: jnats takes a
 * connection for dead on which more than two pings are unanswered, whoever has sent them. Those who
 * wait at the same time share one.
 */
public final class Pings {

  /** No other ping follows one that was not answered for so long. */
  private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

  private static final Map<Connection, Pings> OF = Collections.synchronizedMap(new WeakHashMap<>());

  private final ReentrantLock lock = new ReentrantLock();
  private volatile long sent; // how many; written under the lock, as the rest
  private long answered; // the last of them
  private long silentUntil = System.nanoTime();
  private long silentSince; // after so many reconnects: with the next one its ping is forgotten

  private Pings() {}

  /**
   * Blocks until the server has answered, and so has taken all that was sent before.
   *
   * @throws TimeoutException if it has not answered in time, or others' pings were not answered
   * @throws IllegalStateException if the connection is closed
   */
  public static void await(Connection connection, Duration limit)
      throws TimeoutException, InterruptedException {
    OF.computeIfAbsent(connection, one -> new Pings()).send(connection, limit);
  }

  private void send(Connection connection, Duration limit)
      throws TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long before = sent; // one that is under way may have passed what the caller has sent
    if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException("no answer to a ping");
    }
    try {
      if (answered <= before) {
        sendOne(connection, deadline);
      }
    } finally {
      lock.unlock();
    }
  }

  private void sendOne(Connection connection, long deadline)
      throws TimeoutException, InterruptedException {
    long now = System.nanoTime();
    long reconnects = connection.getStatistics().getReconnects();
    if (silentUntil - now > 0 && silentSince == reconnects) {
      throw new TimeoutException("an earlier ping is not answered yet");
    }
    Duration left = Duration.ofNanos(deadline - now);
    if (!left.isPositive()) { // which jnats would take for no limit
      throw new TimeoutException("no answer to a ping");
    }
    long number = sent + 1;
    sent = number;
    try {
      connection.flush(left);
      answered = number;
    } catch (TimeoutException e) {
      silentUntil = System.nanoTime() + SILENCE_NANOS;
      silentSince = reconnects;
      throw e;
    }
  }
}
