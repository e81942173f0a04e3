package dev.weft.telemetry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The server as telemetry names it.
 *
 * @param host name or IP address, an IPv6 address without brackets
 * @param port the port
 */
public record ServerAddress(String host, int port) {

  private static final int DEFAULT_PORT = 4222;

  /**
   * The address in a server's URL such as {@code nats://host:4222}, {@code tls://host} or {@code
   * host:4222}; 4222 where there is no port. A user and password in it are left out.
   *
   * @return empty if there is no host to be found: telemetry is no reason to fail
   */
  public static Optional<ServerAddress> parse(String url) {
    try {
      var uri = new URI(url.contains("://") ? url : "nats://" + url);
      if (uri.getHost() == null) {
        return Optional.empty();
      }
      String host = uri.getHost().replaceAll("[\\[\\]]", "");
      return Optional.of(new ServerAddress(host, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
