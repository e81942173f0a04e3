package dev.weft.jetstream.connection;

import dev.weft.jetstream.credentials.RereadTls;
import dev.weft.jetstream.wire.MendedInput;
import dev.weft.jetstream.wire.SharedDataPort;
import io.nats.client.Connection;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket for jnats that lets it live through headers it cannot read.
 *
 * <p>A header with a byte outside ASCII, which a client in another language may send, would end
 * jnats's reading thread, and the connection would be silent from then on. Over this port each such
 * byte is read as {@code ?}, and headers that are malformed altogether are read as none. Data is
 * passed on as it is.
 */
public class MendingDataPort extends SharedDataPort {

  private static final Logger log = LoggerFactory.getLogger(MendingDataPort.class);

  // Of the socket, which is another one once it is upgraded to TLS, between two lines.
  @SuppressWarnings("this-escape") // nothing reads before jnats has the port
  private final MendedInput input = new MendedInput(super::read);

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
    int read = input.read(to, start, length);
    if (!told && input.hasMended()) {
      told = true; // once for each connection: there may be a million of them
      log.warn(
          "NATS: messages come with headers that the client library cannot read; bytes outside"
              + " ASCII are read as ?, and malformed headers as none");
    }
    return read;
  }
}
