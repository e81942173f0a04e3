package dev.weft.jetstream;

import dev.weft.jetstream.ConnectionSettings.Auth;
import dev.weft.jetstream.ConnectionSettings.Tls;
import dev.weft.transport.SettingText;
import dev.weft.transport.TransportException;
import io.nats.client.AuthHandler;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections as the settings say. */
final class NatsConnections {

  private static final Logger log = LoggerFactory.getLogger(NatsConnections.class);

  // jnats gives a silent connection up at its fourth ping at the latest: 16 s. Its default would
  // take 8 minutes, and a shorter interval would take a busy machine for a dead one.
  private static final Duration PING = Duration.ofSeconds(4);

  private static final Duration ONE_TRY = Duration.ofSeconds(2);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  // Of what the client reads and sends. A server takes lines of 4096 bytes, and hands a subject on
  // in a longer one, with its consumer's names: the client's own bound of 4096 would break the
  // connection over such a message, and again each time that it comes. Servers may be set to more.
  private static final int LINE = 64 * 1024;

  /** A connection, and who hears what happens to it. */
  record Opened(Connection connection, ConnectionLog log) {}

  private NatsConnections() {}

  /**
   * Connects, trying every server again and again until one answers or the connect time-out has
   * passed. Credentials that a server refuses end it at once.
   */
  static Opened open(ConnectionSettings settings) {
    var connectionLog = new ConnectionLog();
    Options options = options(settings, connectionLog);
    long deadline = System.nanoTime() + settings.connectTimeout().toNanos();
    boolean waiting = false;
    while (true) {
      try {
        return new Opened(Nats.connect(options), connectionLog);
      } catch (AuthenticationException e) {
        throw ConnectFailure.refused(settings, e);
      } catch (IOException e) { // names the servers, with the passwords their addresses may hold
        if (deadline - System.nanoTime() <= 0) {
          throw ConnectFailure.unreachable(settings, connectionLog.lastFailure());
        }
        if (!waiting) {
          waiting = true;
          log.info(
              "NATS: no answer from {} yet; trying for {}",
              settings.shownServers(),
              SettingText.of(settings.connectTimeout()));
        }
        pause();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /**
   * Connects, trying every server once. Everything that the settings name is read again.
   *
   * @throws TransportException if none can be connected to
   */
  static Opened once(ConnectionSettings settings) {
    var connectionLog = new ConnectionLog();
    try {
      return new Opened(Nats.connect(options(settings, connectionLog)), connectionLog);
    } catch (AuthenticationException e) {
      throw ConnectFailure.refused(settings, e);
    } catch (IOException e) {
      throw ConnectFailure.failed(settings, connectionLog.lastFailure());
    } catch (InterruptedException e) {
      throw interrupted(e);
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

  private static Options options(ConnectionSettings settings, ConnectionLog connectionLog) {
    var builder =
        Options.builder()
            .servers(settings.servers().toArray(String[]::new))
            .connectionName(settings.name())
            .connectionTimeout(shorter(settings.connectTimeout(), ONE_TRY))
            .maxReconnects(-1)
            .pingInterval(PING)
            .maxControlLine(LINE)
            .dataPortType(TolerantDataPort.class.getName())
            .errorListener(connectionLog)
            .connectionListener(connectionLog);
    switch (settings.auth()) {
      case Auth.None() -> {}
      // Both read their file at each connect, and once here: a wrong one would never connect.
      case Auth.CredentialsFile(var file) ->
          builder.authHandler(
              checked(Nats.credentials(file.toString()), "credentials-file " + file));
      case Auth.NKeyFile(var file) ->
          builder.authHandler(checked(new NKeyFileAuth(file), "nkey-file " + file));
      case Auth.UserPassword(var user, var password) ->
          builder.userInfo(user.toCharArray(), password.toCharArray());
      case Auth.Token(var token) -> builder.token(token.toCharArray());
    }
    if (settings.wantsTls()) {
      Tls tls = settings.tls() == null ? new Tls(null, null, null) : settings.tls();
      builder.sslContext(PemTls.context(tls));
      // The other ways to look a name up leave only its address to compare the certificate with.
      builder.hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
    }
    return builder.build();
  }

  private static AuthHandler checked(AuthHandler auth, String what) {
    try {
      char[] id = auth.getID();
      if (id == null || id.length == 0) {
        throw TransportException.lasting(what + ": holds no key", null);
      }
      return auth;
    } catch (IllegalStateException e) {
      // Without a cause it is our own, and names the file.
      String why =
          e.getCause() == null ? e.getMessage() : what + ": " + ConnectFailure.innermost(e);
      throw TransportException.lasting(String.valueOf(why), e);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
