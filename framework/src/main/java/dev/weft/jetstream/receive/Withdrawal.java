package dev.weft.jetstream.receive;

import dev.weft.engine.Threads;
import dev.weft.jetstream.connection.Pings;
import dev.weft.jetstream.wire.RawLines;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a subscription on the server, and leaves it to the client to read what has come by then.
 *
 * <p>A server has no request that ends a pull; it ends one that nobody listens for. A client that
 * unsubscribes drops what is on its way to it. So the server is told past the client, and the
 * client goes on reading until the server has answered a ping: nothing comes after that.
 */
final class Withdrawal {

  private static final Logger log = LoggerFactory.getLogger(Withdrawal.class);

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final long AGAIN_MILLIS = 5;

  private Withdrawal() {}

  /** Whether a subscription of this connection can be ended so. */
  static boolean isPossible(Connection connection) {
    return RawLines.isOpenTo(connection);
  }

  /**
   * Blocks until the server listens for the subscription no more, and what it had sent is here; or
   * until it is clear that it does not answer.
   *
   * @param subscription its number with the client
   * @return false if the server goes on listening
   */
  static boolean of(Connection connection, String subscription) {
    byte[] line = RawLines.unsubscribe(subscription);
    // Lines are written by platform threads alone.
    var written = new AtomicBoolean();
    Thread writing =
        Threads.platform(
            Machine.real(), "weft-withdraw", () -> written.set(hasWritten(connection, line)));
    try {
      writing.start();
    } catch (Throwable thrown) { // for want of a thread; the pull then ends by its time
      log.debug("NATS: subscription {} is not taken back: {}", subscription, Failure.of(thrown));
      return false;
    }
    try {
      writing.join();
      Pings.await(connection, LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // a second wish to stop
    } catch (TimeoutException | IllegalStateException e) {
      log.debug("NATS: not known whether subscription {} has ended", subscription, e);
    }
    return written.get();
  }

  private static boolean hasWritten(Connection connection, byte[] line) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try {
      while (!RawLines.hasWritten(connection, line)) {
        if (connection.getStatus() != Connection.Status.CONNECTED
            || deadline - System.nanoTime() <= 0) {
          return false;
        }
        Thread.sleep(AGAIN_MILLIS); // another one writes
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
