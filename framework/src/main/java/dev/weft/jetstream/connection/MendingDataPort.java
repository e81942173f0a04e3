package dev.weft.jetstream.connection;

import dev.weft.jetstream.credentials.RereadTls;
import dev.weft.jetstream.wire.MendedInput;
import dev.weft.jetstream.wire.SharedDataPort;
import io.nats.client.Connection;
import java.io.IOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket for jnats that lets it live through headers it cannot read, and wakes those who wait for
 * what has come.
 *
 * <p>A header with a byte outside ASCII, which a client in another language may send, would end
 * jnats's reading thread, and the connection would be silent from then on. Over this port each such
 * byte is read as {@code ?}, and headers that are malformed altogether are read as none. Data is
 * passed on as it is.
 *
 * <p>jnats's reading thread reads again once all that it has read is in the queues of its
 * subscriptions. So that thread wakes then, by itself, who waits for an {@link ArrivalSignal}.
 */
public class MendingDataPort extends SharedDataPort {

  private static final Logger log = LoggerFactory.getLogger(MendingDataPort.class);

  // Of the socket, which is another one once it is upgraded to TLS, between two lines.
  @SuppressWarnings("this-escape") // nothing reads before jnats has the port
  private final MendedInput input = new MendedInput(super::read, this::arrived);

  // Of the reading thread: the subscriptions of the messages that the last read has returned.
  private int[] arrived = new int[16];
  private int arrivals;
  private boolean told;

  /** For jnats, which makes one for each connection it opens. */
  public MendingDataPort() {}

  @Override
  public void upgradeToSecure() throws IOException {
    Connection open = connection; // its class is not public
    if (open.getOptions().getSslContext() instanceof RereadTls tls) {
      host = tls.names().of(host);
      super.upgradeToSecure();
      if (isSecure) {
        tls.names().connected(host);
      }
    } else {
      super.upgradeToSecure();
    }
  }

  @Override
  public int read(byte[] to, int start, int length) throws IOException {
    tellArrivals();
    int read = input.read(to, start, length);
    if (!told && input.hasMended()) {
      told = true; // once for each connection: there may be a million of them
      log.warn(
          "NATS: messages come with headers that the client library cannot read; bytes outside"
              + " ASCII are read as ?, and malformed headers as none");
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      if (connection != null) {
        ArrivalSignals.wakeAll(connection);
      }
    }
  }

  private void arrived(int subscription) {
    if (arrivals > 0 && arrived[arrivals - 1] == subscription) {
      return; // most come in a row
    }
    if (arrivals == arrived.length) {
      arrived = Arrays.copyOf(arrived, 2 * arrivals);
    }
    arrived[arrivals++] = subscription;
  }

  private void tellArrivals() {
    if (arrivals > 0) {
      ArrivalSignals signals = ArrivalSignals.of(connection);
      for (int i = 0; signals != null && i < arrivals; i++) {
        signals.wake(arrived[i]);
      }
      arrivals = 0;
    }
  }
}
