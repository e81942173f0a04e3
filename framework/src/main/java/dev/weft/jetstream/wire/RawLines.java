package dev.weft.jetstream.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nats.client.Connection;
import io.nats.client.Options;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes whole lines of the protocol past jnats, on platform threads alone.
 *
 * <p>A virtual thread that waits for the socket could find no carrier afterwards, while handlers
 * compute on all of them, and jnats's writer would wait for the socket as long; and an interrupt of
 * its handler's would close the socket.
 */
public final class RawLines {

  private static final Logger log = LoggerFactory.getLogger(RawLines.class);

  private RawLines() {}

  /** Whether lines can ever be written past this client: it was given a socket that is shared. */
  public static boolean isOpenTo(Connection connection) {
    Options options = connection.getOptions();
    return !options.supportUTF8Subjects() && options.buildDataPort() instanceof SharedDataPort;
  }

  /** The line that ends a subscription. */
  public static byte[] unsubscribe(String number) {
    return ("UNSUB " + number + "\r\n").getBytes(US_ASCII);
  }

  /**
   * Writes them, if the socket is shared and nobody else is writing. Blocks, but seldom, until the
   * socket takes them.
   *
   * @return false if they are to go through jnats
   */
  public static boolean hasWritten(Connection connection, byte[] lines) {
    SharedDataPort port = Thread.currentThread().isVirtual() ? null : SharedDataPort.of(connection);
    if (port == null
        || connection.getStatus() != Connection.Status.CONNECTED
        || connection.getOptions().supportUTF8Subjects()) {
      return false;
    }
    try {
      return port.hasWritten(lines);
    } catch (IOException e) {
      log.debug("the connection broke under {} bytes; sending them again", lines.length, e);
      return false;
    }
  }
}
