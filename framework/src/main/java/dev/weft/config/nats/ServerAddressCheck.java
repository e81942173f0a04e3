package dev.weft.config.nats;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** Tells whether a server's address can be used, without a look at the network. */
final class ServerAddressCheck {

  private static final Set<String> SCHEMES = Set.of("nats", "tls", "opentls", "ws", "wss");

  private ServerAddressCheck() {}

  static boolean parses(String address) {
    try {
      URI uri = new URI(address.contains("://") ? address : "nats://" + address);
      return SCHEMES.contains(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() <= 65_535
          // What looks like a path is mostly a password with a slash in it.
          && (uri.getPath().isEmpty() || uri.getScheme().startsWith("ws"));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
