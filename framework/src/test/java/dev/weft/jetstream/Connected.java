package dev.weft.jetstream;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.testing.NatsServer;
import java.time.Duration;
import java.util.List;

/** Connects to a test's server. */
public final class Connected {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Connected() {}

  public static JetStreamTransport to(NatsServer server) {
    return to(server, new ConnectionSettings.Auth.None(), null);
  }

  /** With so many bytes that may be asked for and not read. */
  public static JetStreamTransport to(NatsServer server, long receiveBytes) {
    return JetStreamTransport.connect(
        new ConnectionSettings(
            List.of(server.url()), "test", PATIENCE, new ConnectionSettings.Auth.None(), null),
        PATIENCE,
        receiveBytes);
  }

  public static JetStreamTransport to(
      NatsServer server,
      ConnectionSettings.Auth auth,
      ConnectionSettings.@org.jspecify.annotations.Nullable Tls tls) {
    return JetStreamTransport.connect(
        new ConnectionSettings(List.of(server.url()), "test", PATIENCE, auth, tls), PATIENCE);
  }
}
