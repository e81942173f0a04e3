package dev.weft.jetstream;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import java.time.Duration;

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
        ConnectionSettings.builder().servers(server.url()).connectTimeout(PATIENCE).build(),
        PATIENCE,
        receiveBytes);
  }

  public static JetStreamTransport to(
      NatsServer server,
      ConnectionSettings.Auth auth,
      @org.jspecify.annotations.Nullable TlsSettings tls) {
    return JetStreamTransport.connect(
        ConnectionSettings.builder()
            .servers(server.url())
            .connectTimeout(PATIENCE)
            .auth(auth)
            .tls(tls)
            .build(),
        PATIENCE);
  }
}
