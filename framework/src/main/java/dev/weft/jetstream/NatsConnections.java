package dev.weft.jetstream;

import dev.weft.jetstream.ConnectionSettings.Auth;
import dev.weft.transport.TransportException;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Opens connections as the settings say. */
final class NatsConnections {

  // jnats gives a silent connection up at its fourth ping at the latest: 16 s. Its default would
  // take
  // 8 minutes, and a shorter interval would take a busy machine for a dead one.
  private static final Duration PING = Duration.ofSeconds(4);

  private static final Duration ONE_TRY = Duration.ofSeconds(2);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private NatsConnections() {}

  /**
   * Connects, trying every server again and again until one answers or the connect time-out has
   * passed. Credentials that a server refuses end it at once.
   */
  static Connection open(ConnectionSettings settings) {
    Options options = options(settings);
    long deadline = System.nanoTime() + settings.connectTimeout().toNanos();
    while (true) {
      try {
        return Nats.connect(options);
      } catch (AuthenticationException e) {
        throw TransportException.lasting(
            shown(settings.servers()) + " does not let this client in: " + e.getMessage(), e);
      } catch (IOException e) {
        if (deadline - System.nanoTime() <= 0) {
          throw TransportException.lasting(
              "cannot connect to "
                  + shown(settings.servers())
                  + " within "
                  + settings.connectTimeout().toMillis()
                  + " ms: "
                  + e.getMessage()
                  + "; is it running, and is nats.servers right?",
              e);
        }
        pause();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_TRIES);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static TransportException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return TransportException.passing("interrupted while connecting", e);
  }

  private static Options options(ConnectionSettings settings) {
    var builder =
        Options.builder()
            .servers(settings.servers().toArray(String[]::new))
            .connectionName(settings.name())
            .connectionTimeout(shorter(settings.connectTimeout(), ONE_TRY))
            .maxReconnects(-1)
            .pingInterval(PING)
            .errorListener(new ConnectionLog())
            .connectionListener(new ConnectionLog());
    switch (settings.auth()) {
      case Auth.None() -> {}
      case Auth.CredentialsFile(var file) ->
          builder.authHandler(Nats.credentials(file.toString())); // reads the file at each connect
      case Auth.NKeyFile(var file) -> builder.authHandler(new NKeyFileAuth(file));
      case Auth.UserPassword(var user, var password) ->
          builder.userInfo(user.toCharArray(), password.toCharArray());
      case Auth.Token(var token) -> builder.token(token.toCharArray());
    }
    if (settings.tls() != null) {
      builder.sslContext(PemTls.context(settings.tls()));
    }
    return builder.build();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Addresses without the user and password they may hold. */
  static String shown(List<String> servers) {
    return servers.stream()
        .map(server -> server.replaceFirst("//[^@/]*@", "//***@"))
        .collect(Collectors.joining(", "));
  }
}
