package dev.weft.jetstream.connection;

import dev.weft.jetstream.settings.ConnectionSettings;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to a connection into the log; jnats would print it to the console. */
final class ConnectionLog implements ConnectionListener, ErrorListener {

  private static final Logger log = LoggerFactory.getLogger(ConnectionLog.class);

  private static final CalmLog calm = new CalmLog(log);

  private static final Pattern SUBJECT =
      Pattern.compile("\"(\\$JS\\.[^.\"]*\\.[^.\"]*\\.[^.\"]*|[^.\"]*(\\.[^.\"]*)?)");

  // jnats reports a disconnect for each failed try to connect, the first ones included.
  private enum Stage {
    NEVER_UP,
    UP,
    DOWN
  }

  /**
   * What jnats has told of the connection, and all that changes by what it tells next.
   *
   * @param refusal what the server has said last, since the connection was up
   * @param failure what the client has failed with since the connection was up: the last that says
   *     why, if any does
   */
  private record Told(Stage stage, @Nullable String refusal, @Nullable Exception failure) {

    static final Told NOTHING = new Told(Stage.NEVER_UP, null, null);
    static final Told UP = new Told(Stage.UP, null, null);

    Told down() {
      return stage == Stage.UP ? new Told(Stage.DOWN, refusal, failure) : this;
    }

    Told refused(String error) {
      return new Told(stage, error, failure);
    }

    Told failed(Exception last) {
      return new Told(stage, refusal, ConnectFailure.telling(failure, last));
    }
  }

  private static final String PERMISSION = "Permissions Violation";

  private final AtomicReference<Told> told = new AtomicReference<>(Told.NOTHING);
  private volatile Consumer<String> errors = error -> {};

  /** Who is told each error that the server reports; is called on a thread it must not block. */
  void tellErrors(Consumer<String> listener) {
    errors = listener;
  }

  /** Why there is no connection now, as far as is known. */
  Optional<String> reason() {
    Told known = told();
    if (known.refusal() != null) {
      return Optional.of(known.refusal());
    }
    return Optional.ofNullable(known.failure())
        .map(ConnectFailure::innermost)
        .map(ConnectionSettings::withoutUsers);
  }

  private Told told() {
    return Objects.requireNonNull(told.get()); // there is always one
  }

  /** Why the client could not connect; null if it always could, or is about to tell. */
  @Nullable Exception lastFailure() {
    return told().failure();
  }

  @Override
  @SuppressWarnings("deprecation") // the one method that has to be there
  public void connectionEvent(Connection connection, Events type) {
    heard(type, server(connection));
  }

  // While it connects for the first time the connection itself does not know yet whom to.
  @Override
  public void connectionEvent(
      Connection connection, Events type, Long time, @Nullable String server) {
    heard(
        type,
        server == null || server.isBlank()
            ? server(connection)
            : ConnectionSettings.withoutUsers(server));
  }

  private void heard(Events type, String server) {
    switch (type) {
      case CONNECTED -> {
        told.set(Told.UP);
        log.info("NATS: connected to {}", server);
      }
      case RECONNECTED -> {
        told.set(Told.UP);
        log.info("NATS: reconnected to {}", server);
      }
      case DISCONNECTED -> {
        if (told.getAndUpdate(Told::down).stage() == Stage.UP) {
          log.warn("NATS: disconnected; trying to reconnect");
        }
      }
      case CLOSED -> {
        if (told().stage() != Stage.NEVER_UP) {
          log.info("NATS: connection closed");
        }
      }
      case LAME_DUCK -> log.info("NATS: {} is about to stop", server);
      case RESUBSCRIBED, DISCOVERED_SERVERS -> log.debug("NATS: {}", type.getEvent());
    }
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    if (!error.startsWith(PERMISSION)) {
      told.updateAndGet(
          last ->
              last.refused(
                  error)); // what the client itself has to say of it comes later, and says less
    }
    if (told().stage() == Stage.NEVER_UP) {
      log.debug("NATS: the server says: {}", error); // whoever connects is told
    } else {
      calm.warn(cause(error), "NATS: the server says: " + error);
    }
    errors.accept(error);
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception exception) {
    told.updateAndGet(last -> last.failed(exception));
    // Every failed try to reconnect comes here; the two events around the outage are enough.
    log.debug("NATS: {}", String.valueOf(exception.getMessage()), exception);
  }

  @Override
  public void messageDiscarded(Connection connection, Message message) {
    calm.warn("discarded", "NATS: the client discarded a message to " + message.getSubject());
  }

  @Override
  public void slowConsumerDetected(Connection connection, io.nats.client.Consumer consumer) {
    calm.warn("slow consumer", "NATS: the client drops messages of a slow consumer");
  }

  @Override
  public void socketWriteTimeout(Connection connection) {
    log.warn("NATS: the server does not read; closing the socket to reconnect");
  }

  // What is refused by the same rule differs by its message: stream and consumer stay, or two
  // tokens.
  private static String cause(String error) {
    Matcher subject = SUBJECT.matcher(error);
    return subject.find() ? error.substring(0, subject.end()) : error;
  }

  private static String server(Connection connection) {
    String url = connection.getConnectedUrl();
    return url == null ? "a server" : ConnectionSettings.withoutUsers(url);
  }
}
