package dev.weft.jetstream.connection;

import dev.weft.engine.Threads;
import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what jnats tells of one connection, in order, on a thread that ends by itself.
 *
 * <p>jnats tells on a thread of its own, so that a failed try may return before its reason is told.
 * With an executor of ours the reason can be waited for.
 */
final class ConnectionEvents {

  private static final Logger log = LoggerFactory.getLogger(ConnectionEvents.class);

  private static final Duration TOLD = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final ConnectionLog told = new ConnectionLog();
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE.toNanos(),
          TimeUnit.NANOSECONDS,
          new LinkedBlockingQueue<>(),
          task -> Threads.platform(Machine.real(), "weft-connection-events", task));

  ConnectionEvents() {
    executor.allowCoreThreadTimeOut(true);
  }

  ConnectionLog log() {
    return told;
  }

  ExecutorService executor() {
    return executor;
  }

  /** Waits, for a moment at most, until all is told that jnats knows by now. */
  void awaitTold() throws InterruptedException {
    try {
      executor.submit(() -> {}).get(TOLD.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.debug("NATS: what happens to the connection is told late", e); // a log that blocks, say
    }
  }

  /** Why the client could not connect, as far as is known. */
  @Nullable Exception failure() throws InterruptedException {
    awaitTold();
    return told.lastFailure();
  }
}
