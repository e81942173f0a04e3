package dev.weft.jetstream;

import dev.weft.jetstream.connection.MendingDataPort;

/**
 * A socket for jnats that lets it live through headers it cannot read.
 *
 * <p>A header with a byte outside ASCII, which a client in another language may send, would end
 * jnats's reading thread, and the connection would be silent from then on. Over this port each such
 * byte is read as {@code ?}, and headers that are malformed altogether are read as none. Data is
 * passed on as it is.
 *
 * <p>Weft's own connections have it. For a connection of your own, say {@code
 * Options.builder().dataPortType(TolerantDataPort.class.getName())}.
 */
public final class TolerantDataPort extends MendingDataPort {

  /** For jnats, which makes one for each connection it opens. */
  public TolerantDataPort() {}
}
