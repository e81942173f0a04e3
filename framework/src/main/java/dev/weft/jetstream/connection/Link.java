package dev.weft.jetstream.connection;

import dev.weft.engine.Threads;
import dev.weft.jetstream.connection.LinkState.Closed;
import dev.weft.jetstream.connection.LinkState.InUse;
import dev.weft.jetstream.connection.LinkState.Reopening;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Subjects;
import dev.weft.machine.Machine;
import dev.weft.transport.SizeLimit;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection in use. jnats reconnects by itself until it closes a connection for good, as it
 * does when a server refuses it twice in a row; if the connection is ours, a new one then takes its
 * place.
 *
 * <p>A reply subject works over any connection, so what was received over the old one is settled
 * over the new one. Any thread may call any method.
 */
public final class Link implements ConnectionListener, AutoCloseable {

  private final String api;
  private final @Nullable ConnectionSettings settings; // null: somebody else's connection
  private final @Nullable InboxWatch inbox; // of our connection
  private final AtomicLong epoch = new AtomicLong();
  private final Set<Consumer<String>> listeners = ConcurrentHashMap.newKeySet();
  private final Settlements settlements = new Settlements(this);
  private final LinkLife life;

  private Link(OpenedConnection first, Subjects subjects, @Nullable ConnectionSettings settings) {
    this.life = new LinkLife(first);
    this.api = subjects.api();
    this.settings = settings;
    this.inbox = settings == null ? null : new InboxWatch(this, subjects.inbox());
    if (inbox != null) {
      tellErrors(inbox::hear);
    }
    follow(first);
  }

  /** Connects, as {@link NatsConnections#open}; from then on there is always a connection. */
  public static Link open(ConnectionSettings settings) {
    return new Link(NatsConnections.open(settings), settings.subjects(), settings);
  }

  /** A connection of the caller's, which is neither replaced nor closed. */
  public static Link on(Connection connection) {
    return on(connection, Subjects.DEFAULT.api());
  }

  /** As {@link #on(Connection)}, with JetStream's API at another prefix. */
  public static Link on(Connection connection, String api) {
    var subjects = new Subjects(api, Subjects.DEFAULT.inbox());
    return new Link(new OpenedConnection(connection, null), subjects, null);
  }

  /** What the subjects of JetStream's API begin with, such as {@code $JS.API}. */
  public String api() {
    return api;
  }

  /** The connection in use now; it may be closed. */
  public Connection connection() {
    return life.last().connection();
  }

  /** How large a message may be, by the last word of the server that the client is connected to. */
  public SizeLimit limit() {
    long most = connection().getMaxPayload();
    return most > 0 ? new SizeLimit(most) : SizeLimit.DEFAULT;
  }

  /** Counts the connections there were: pulls sent under another number are void. */
  public long epoch() {
    return epoch.get();
  }

  /** Whether a connection that is closed for good is replaced. */
  public boolean isReplaced() {
    return settings != null && !life.isClosed();
  }

  /** Whether what is sent now goes to a server at once. */
  boolean isConnected() {
    return connection().getStatus() == Connection.Status.CONNECTED;
  }

  /**
   * Sends a settlement, or keeps it for the time when there is a connection again: up to {@link
   * Unsent#MOST} of them. On a connection of the caller's jnats keeps what it has room for.
   *
   * @throws IllegalStateException if it can do neither
   */
  public void settle(String replyTo, byte[] answer) {
    settlements.settle(replyTo, answer);
  }

  /**
   * Starts an ack wait anew. From a platform thread it goes past jnats where that is possible: a
   * virtual thread that has no carrier may hold jnats's queue.
   *
   * @throws IllegalStateException if it cannot be sent
   */
  public void extend(String replyTo) {
    settlements.extend(replyTo);
  }

  /**
   * Tells it from now on what errors the server reports, on a thread it must not block; none of a
   * connection of the caller's.
   */
  public void tellErrors(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Ends {@link #tellErrors}. */
  void tellErrorsNoMore(Consumer<String> listener) {
    listeners.remove(listener);
  }

  /** Waits, for a moment at most, until all errors are told that the connection knows by now. */
  void awaitErrorsTold() throws InterruptedException {
    ConnectionEvents events = life.last().events();
    if (events != null) {
      events.awaitTold();
    }
  }

  /** Why the server refuses the subscription to the inbox; null while it permits it. */
  public @Nullable String inboxRefusal() {
    return inbox == null ? null : inbox.refusal();
  }

  /** Why nothing can be sent or received now; empty if it can. Never blocks. */
  public Optional<String> problem() {
    LinkState now = life.state();
    Connection.Status status = now.last().connection().getStatus();
    if (status == Connection.Status.CONNECTED) {
      return Optional.ofNullable(inboxRefusal());
    }
    if (settings == null && !(now instanceof Closed)) {
      return Optional.of(
          status == Connection.Status.CLOSED
              ? "not connected: the connection is closed, and was not opened by Weft"
              : "not connected; trying again");
    }
    return Optional.of(
        switch (now) {
          case Closed closed -> "not connected: closed";
          case Reopening reopening when reopening.refusal() != null ->
              "not connected: " + reopening.refusal() + "; trying again";
          case Reopening reopening -> down(reopening.last());
          case InUse inUse -> down(inUse.last());
        });
  }

  private String down(OpenedConnection last) {
    String servers = settings == null ? "" : " to " + settings.shownServers();
    return "not connected" + servers + last.reason() + "; trying again";
  }

  @Override
  @SuppressWarnings("deprecation") // the one method that has to be there
  public void connectionEvent(Connection connection, Events type) {
    if (!life.last().is(connection)) {
      return; // it was replaced
    }
    if (type == Events.RESUBSCRIBED) {
      epoch.incrementAndGet();
      ArrivalSignals.wakeAll(connection);
      settlements.sendKept();
    } else if (type == Events.CLOSED) {
      closedForGood(connection);
    }
  }

  /** Sends what is under way and closes what was opened here; a second call does nothing. */
  @Override
  public void close() {
    if (life.close() instanceof Reopening reopening) {
      reopening.by().interrupt();
    }
    if (inbox != null) {
      inbox.close();
    }
    Connection last = connection();
    last.removeConnectionListener(this);
    settlements.sendKept();
    if (settings != null && last.getStatus() != Connection.Status.CLOSED) {
      FlushedClose.of(last);
    }
  }

  private void follow(OpenedConnection fresh) {
    if (fresh.events() != null) {
      fresh.events().log().tellErrors(error -> listeners.forEach(each -> each.accept(error)));
    }
    Connection connection = fresh.connection();
    connection.addConnectionListener(this);
    if (connection.getStatus() == Connection.Status.CLOSED) {
      closedForGood(connection); // before it was listened to
    }
  }

  private void closedForGood(Connection connection) {
    if (settings == null) {
      return;
    }
    var reopener = new Reopener(settings, life, this::adopt);
    Thread thread =
        Threads.virtual(
            Machine.real(), "weft-reconnect", Threads.lasting(Machine.real(), reopener));
    if (life.givenUp(connection, thread)) {
      thread.start();
    }
  }

  private void adopt(OpenedConnection fresh) {
    if (!life.reopened(fresh)) {
      FlushedClose.of(fresh.connection());
      return;
    }
    epoch.incrementAndGet();
    settlements.sendKeptOver(fresh.connection());
    follow(fresh);
  }
}
