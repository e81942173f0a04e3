package dev.weft.jetstream;

import dev.weft.testing.NatsServer;
import java.time.Duration;
import java.util.List;

/** Connects to a test's server. */
final class Connected {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Connected() {}

  static JetStreamTransport to(NatsServer server) {
    return to(server, new ConnectionSettings.Auth.None(), null);
  }

  static JetStreamTransport to(
      NatsServer server,
      ConnectionSettings.Auth auth,
      ConnectionSettings.@org.jspecify.annotations.Nullable Tls tls) {
    return JetStreamTransport.connect(
        new ConnectionSettings(List.of(server.url()), "test", PATIENCE, auth, tls), PATIENCE);
  }
}
