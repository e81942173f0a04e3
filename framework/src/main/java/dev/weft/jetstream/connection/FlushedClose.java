package dev.weft.jetstream.connection;

import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a connection once the server has all that was sent over it. */
final class FlushedClose {

  private static final Logger log = LoggerFactory.getLogger(FlushedClose.class);

  private static final Duration FLUSH = Duration.ofSeconds(5);

  private FlushedClose() {}

  /** Blocks for 5 s at most until the server has everything, and closes the connection then. */
  static void of(Connection connection) {
    Shield.run(() -> flushAndClose(connection));
  }

  private static void flushAndClose(Connection connection) {
    try {
      // The server's answer to the ping behind them says that it has the last acknowledgements.
      Pings.await(connection, FLUSH);
    } catch (TimeoutException | IllegalStateException e) {
      log.warn(
          "the last acknowledgements may not have reached the server, so their messages may be"
              + " redelivered: {}",
          String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
