package dev.weft.jetstream.connection;

import dev.weft.engine.Threads;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Subjects;
import dev.weft.jetstream.wire.AckPayload;
import dev.weft.jetstream.wire.RawLines;
import dev.weft.transport.Failure;
import dev.weft.transport.SizeLimit;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection in use. jnats reconnects by itself until it closes a connection for good, as it
 * does when a server refuses it twice in a row; if the connection is ours, a new one then takes its
 * place.
 *
 * <p>A reply subject works over any connection, so what was received over the old one is settled
 * over the new one. Any thread may call any method.
 */
public final class Link implements ConnectionListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Link.class);

  private static final Duration FLUSH = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  /** A connection, and who hears what happens to it, if it is ours. */
  private record Use(Connection connection, @Nullable ConnectionEvents events) {}

  private final String api;
  private final @Nullable ConnectionSettings settings; // null: somebody else's connection
  private final @Nullable InboxWatch inbox; // of our connection
  private final AtomicLong epoch = new AtomicLong();
  private final Unsent unsent = new Unsent();
  private final Set<Consumer<String>> listeners = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock(); // held for a moment only
  private volatile Use use;
  private volatile @Nullable String refusal; // of the last try to open a new connection
  private volatile boolean closed;
  private @Nullable Thread reopening;

  private Link(Use use, Subjects subjects, @Nullable ConnectionSettings settings) {
    this.use = use;
    this.api = subjects.api();
    this.settings = settings;
    this.inbox = settings == null ? null : new InboxWatch(this, subjects.inbox());
    if (inbox != null) {
      tellErrors(inbox::hear);
    }
    follow(use);
  }

  /** Connects, as {@link NatsConnections#open}; from then on there is always a connection. */
  public static Link open(ConnectionSettings settings) {
    NatsConnections.Opened opened = NatsConnections.open(settings);
    return new Link(new Use(opened.connection(), opened.events()), settings.subjects(), settings);
  }

  /** A connection of the caller's, which is neither replaced nor closed. */
  public static Link on(Connection connection) {
    return on(connection, Subjects.DEFAULT.api());
  }

  /** As {@link #on(Connection)}, with JetStream's API at another prefix. */
  public static Link on(Connection connection, String api) {
    var subjects = new Subjects(api, Subjects.DEFAULT.inbox());
    return new Link(new Use(connection, null), subjects, null);
  }

  /** What the subjects of JetStream's API begin with, such as {@code $JS.API}. */
  public String api() {
    return api;
  }

  /** The connection in use now; it may be closed. */
  public Connection connection() {
    return use.connection();
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
    return settings != null && !closed;
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
    Connection present = connection();
    if (isReplaced() && present.getStatus() != Connection.Status.CONNECTED) {
      unsent.keep(replyTo, answer); // jnats would take half as many, and forget them if it gives up
    } else {
      publish(present, replyTo, answer);
    }
    sendKept(); // there may be a connection again since
  }

  private void publish(Connection present, String replyTo, byte[] answer) {
    try {
      Shield.run(() -> present.publish(replyTo, answer));
    } catch (IllegalStateException e) {
      if (!isReplaced() || present.getStatus() == Connection.Status.CONNECTED) {
        throw e;
      }
      unsent.keep(replyTo, answer); // it was closed just now
    }
  }

  private void sendKept() {
    if (!unsent.isEmpty() && isConnected()) {
      unsent.sendOver(connection());
    }
  }

  /**
   * Starts an ack wait anew. From a platform thread it goes past jnats where that is possible: a
   * virtual thread that has no carrier may hold jnats's queue.
   *
   * @throws IllegalStateException if it cannot be sent
   */
  public void extend(String replyTo) {
    Connection present = connection();
    if (present.getStatus() != Connection.Status.CONNECTED) {
      return; // it would be late, and take the room of what has to be kept
    }
    if (!RawLines.hasWritten(present, AckPayload.inProgressLine(replyTo))) {
      Shield.run(() -> present.publish(replyTo, AckPayload.IN_PROGRESS.bytes()));
    }
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
    ConnectionEvents events = use.events();
    if (events != null) {
      events.awaitTold();
    }
  }

  /** Why the server lets this client receive nothing; null as long as it lets it. */
  public @Nullable String inboxRefusal() {
    return inbox == null ? null : inbox.refusal();
  }

  /** Why nothing can be sent or received now; empty if it can. Never blocks. */
  public Optional<String> problem() {
    Use present = use;
    Connection.Status status = present.connection().getStatus();
    if (status == Connection.Status.CONNECTED) {
      return Optional.ofNullable(inboxRefusal());
    }
    if (closed) {
      return Optional.of("not connected: closed");
    }
    if (settings == null) {
      return Optional.of(
          status == Connection.Status.CLOSED
              ? "not connected: the connection is closed, and was not opened by Weft"
              : "not connected; trying again");
    }
    String tried = refusal;
    return Optional.of(
        (tried != null
                ? "not connected: " + tried
                : "not connected to " + settings.shownServers() + reason(present.events()))
            + "; trying again");
  }

  @Override
  @SuppressWarnings("deprecation") // the one method that has to be there
  public void connectionEvent(Connection connection, Events type) {
    if (!isInUse(connection)) {
      return; // it was replaced
    }
    if (type == Events.RESUBSCRIBED) {
      epoch.incrementAndGet();
      sendKept();
    } else if (type == Events.CLOSED) {
      closedForGood(connection);
    }
  }

  /** Sends what is under way and closes what was opened here; a second call does nothing. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (reopening != null) {
        reopening.interrupt();
      }
    } finally {
      lock.unlock();
    }
    if (inbox != null) {
      inbox.close();
    }
    Connection last = connection();
    last.removeConnectionListener(this);
    sendKept();
    if (settings != null && last.getStatus() != Connection.Status.CLOSED) {
      Shield.run(() -> flushAndClose(last));
    }
  }

  private boolean isInUse(Connection one) {
    return connection().equals(one); // it is what it is: connections are not compared by value
  }

  private void follow(Use fresh) {
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
    lock.lock();
    try {
      if (closed || !isInUse(connection) || reopening != null) {
        return;
      }
      reopening = Threads.virtual("weft-reconnect", Threads.lasting(new Reopening(settings)));
      reopening.start();
    } finally {
      lock.unlock();
    }
  }

  /** Opens a new connection, whatever it takes. */
  private final class Reopening implements Threads.Lasting {

    private final ConnectionSettings settings;

    Reopening(ConnectionSettings settings) {
      this.settings = settings;
    }

    @Override
    public void run() {
      reopen(settings);
    }

    @Override
    public boolean isWanted() {
      lock.lock();
      try {
        return !closed && Thread.currentThread().equals(reopening);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void failed(Failure failure) {
      refusal = failure.describe();
    }
  }

  private void reopen(ConnectionSettings settings) {
    log.warn(
        "NATS: the client has given its connection to {} up{}; opening a new one",
        settings.shownServers(),
        reason(use.events()));
    Duration pause = FIRST_PAUSE;
    long remindedAt = System.nanoTime();
    for (int round = 0; !closed; round++) {
      try {
        NatsConnections.Opened opened = NatsConnections.again(settings, round);
        adopt(new Use(opened.connection(), opened.events()));
        return;
      } catch (RuntimeException e) { // whatever it is, a worker without a connection is worse
        String why = String.valueOf(e.getMessage());
        refusal = why;
        log.debug("NATS: no new connection yet", e);
        if (System.nanoTime() - remindedAt >= REMINDER.toNanos()) {
          remindedAt = System.nanoTime();
          log.warn("NATS: still no connection: {}; trying again", why);
        }
      }
      if (!hasSlept(pause)) {
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  // Half of it is jitter: a whole fleet may have been turned away at once.
  private boolean hasSlept(Duration pause) {
    long millis = pause.toMillis();
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
      return true;
    } catch (InterruptedException e) {
      return !closed; // only close() interrupts
    }
  }

  private void adopt(Use fresh) {
    lock.lock();
    try {
      reopening = null;
      if (!closed) {
        use = fresh;
        refusal = null;
        epoch.incrementAndGet();
      }
    } finally {
      lock.unlock();
    }
    if (closed) {
      Shield.run(() -> flushAndClose(fresh.connection()));
      return;
    }
    unsent.sendOver(fresh.connection());
    follow(fresh);
  }

  private static String reason(@Nullable ConnectionEvents of) {
    return of == null ? "" : of.log().reason().map(why -> ": " + why).orElse("");
  }

  private static void flushAndClose(Connection connection) {
    try {
      // The server's answer to the ping behind them says that it has the last acknowledgements.
      Pings.await(connection, FLUSH);
    } catch (TimeoutException | IllegalStateException e) {
      log.warn(
          "the last acknowledgements may not have reached the server, their messages come again: {}",
          String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
