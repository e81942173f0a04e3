package dev.weft.jetstream.credentials;

import io.nats.client.support.NatsUri;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Says by which name a server's certificate is checked. Any thread may call it.
 *
 * <p>The servers of a cluster tell their clients of each other by IP addresses, which stand in few
 * certificates. Such an address is checked by the configured host name over which the client was
 * connected last, or by the first one. An address or a name that is configured stands for itself.
 */
public final class HostNames {

  private final Set<String> configured;
  private final AtomicReference<@Nullable String> name;

  private HostNames(Set<String> configured, @Nullable String first) {
    this.configured = configured;
    this.name = new AtomicReference<>(first);
  }

  public static HostNames of(List<String> servers) {
    Set<String> configured = new HashSet<>();
    String first = null;
    for (String server : servers) {
      NatsUri address = parsed(server);
      String host = address.getHost().toLowerCase(Locale.ROOT);
      configured.add(host);
      if (first == null && !address.hostIsIpAddress()) {
        first = host;
      }
    }
    return new HostNames(configured, first);
  }

  /** What the certificate of the server at this host has to be for. */
  public String of(String host) {
    String known = name.get();
    return known == null || isConfigured(host) || !parsed(host).hostIsIpAddress() ? host : known;
  }

  /** The server at this host was connected to. */
  public void connected(String host) {
    if (isConfigured(host) && !parsed(host).hostIsIpAddress()) {
      name.set(host);
    }
  }

  private boolean isConfigured(String host) {
    return configured.contains(host.toLowerCase(Locale.ROOT));
  }

  private static NatsUri parsed(String address) {
    try {
      return new NatsUri(address);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address of a NATS server: " + address, e);
    }
  }
}
