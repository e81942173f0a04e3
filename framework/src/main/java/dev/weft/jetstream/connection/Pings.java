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
 * connection for dead on which more than two pings are unanswered, whoever has sent them.
 */
public final class Pings {

  private static final Map<Connection, ReentrantLock> LOCKS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Pings() {}

  /**
   * Blocks until the server has answered, and so has taken all that was sent before.
   *
   * @throws TimeoutException if it has not answered in time, or others' pings were not answered
   * @throws IllegalStateException if the connection is closed
   */
  public static void await(Connection connection, Duration limit)
      throws TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    ReentrantLock lock = LOCKS.computeIfAbsent(connection, one -> new ReentrantLock());
    if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException("no answer to a ping");
    }
    try {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (!left.isPositive()) { // which jnats would take for no limit
        throw new TimeoutException("no answer to a ping");
      }
      connection.flush(left);
    } finally {
      lock.unlock();
    }
  }
}
