package dev.weft.jetstream.connection;

import dev.weft.TransportException;
import dev.weft.jetstream.credentials.NKeyFileAuth;
import dev.weft.jetstream.credentials.RereadTls;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.transport.settings.SettingText;
import io.nats.client.AuthHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections as the settings say. */
final class NatsConnections {

  private static final Logger log = LoggerFactory.getLogger(NatsConnections.class);

  // jnats gives a silent connection up at its fourth ping at the latest: 16 s. Its default would
  // take 8 minutes, and a shorter interval would take a busy machine for a dead one.
  private static final Duration PING = Duration.ofSeconds(4);

  // Soon enough for a dead server beside others. A handshake on a cold and slow JVM may take more
  // time, so each round of tries has twice that of the one before.
  private static final Duration FIRST_TRY = Duration.ofSeconds(2);
  private static final int DOUBLINGS = 3;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  // Of what the client reads and sends. A server takes lines of 4096 bytes, and hands a subject on
  // in a longer one, with its consumer's names: the client's own bound of 4096 would break the
  // connection over such a message, and again each time that it comes. Servers may be set to more.
  private static final int LINE = 64 * 1024;

  private NatsConnections() {}

  /**
   * Connects, trying every server again and again until one answers or the connect time-out has
   * passed. Credentials that a server refuses end it at once, and so does an interrupt.
   */
  static OpenedConnection open(ConnectionSettings settings) {
    long deadline = System.nanoTime() + settings.connectTimeout().toNanos();
    @Nullable Throwable why = null;
    for (int round = 0; ; round++) {
      try {
        return once(settings, limit(settings, round, deadline - System.nanoTime()));
      } catch (TransportException e) {
        why = ConnectFailure.telling(why, e.getCause());
        if (e.isLasting() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (deadline - System.nanoTime() <= 0) {
          throw ConnectFailure.unreachable(settings, why);
        }
      }
      if (round == 0) {
        log.info(
            "NATS: no answer from {} yet; trying for {}",
            settings.shownServers(),
            SettingText.of(settings.connectTimeout()));
      }
      pause();
    }
  }

  /**
   * Connects, trying every server once. Everything that the settings name is read again.
   *
   * @param round how many such rounds have failed already; a later one gives each server more time
   * @throws TransportException if none can be connected to, or the thread is interrupted
   */
  static OpenedConnection again(ConnectionSettings settings, int round) {
    return once(settings, grown(round));
  }

  private static OpenedConnection once(ConnectionSettings settings, Duration limit) {
    var events = new ConnectionEvents();
    Options options = options(settings, limit, events);
    return new OpenedConnection(ConnectTry.of(settings, options, events), events);
  }

  private static Duration grown(int round) {
    return FIRST_TRY.multipliedBy(1L << Math.min(round, DOUBLINGS));
  }

  // Never longer than the whole may take, and no server takes the time of the others.
  private static Duration limit(ConnectionSettings settings, int round, long left) {
    Duration share = Duration.ofNanos(left).dividedBy(settings.servers().size());
    Duration most = share.compareTo(FIRST_TRY) < 0 ? FIRST_TRY : share;
    return shorter(settings.connectTimeout(), shorter(grown(round), most));
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_TRIES);
    } catch (InterruptedException e) {
      throw ConnectTry.interrupted(e);
    }
  }

  private static Options options(
      ConnectionSettings settings, Duration limit, ConnectionEvents events) {
    var builder =
        Options.builder()
            .servers(settings.servers().toArray(String[]::new))
            .connectionName(settings.name())
            .connectionTimeout(limit)
            .maxReconnects(-1)
            .pingInterval(PING)
            .maxControlLine(LINE)
            .inboxPrefix(settings.subjects().inbox())
            .dataPortType(MendingDataPort.class.getName())
            .callbackExecutor(events.executor())
            .errorListener(events.log())
            .connectionListener(events.log());
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
      builder.sslContext(RereadTls.of(settings));
      // The other ways to look a name up leave only its address to compare the certificate with.
      builder.hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
      if (settings.tls() != null && settings.tls().first()) {
        builder.tlsFirst();
      }
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
