package dev.weft.jetstream;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the connections a client has had: after each reconnect, pulls sent before it are void.
 *
 * <p>jnats calls it on a thread that all listeners share, so it only counts.
 */
final class ConnectionEpoch implements ConnectionListener {

  private final AtomicLong count = new AtomicLong();

  /** An epoch that follows the connection from now on. */
  static ConnectionEpoch of(Connection connection) {
    var epoch = new ConnectionEpoch();
    connection.addConnectionListener(epoch);
    return epoch;
  }

  long now() {
    return count.get();
  }

  @Override
  @SuppressWarnings("deprecation") // the one method that has to be there
  public void connectionEvent(Connection connection, Events type) {
    if (type == Events.RESUBSCRIBED) {
      count.incrementAndGet();
    }
  }
}
