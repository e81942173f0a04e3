package dev.weft.jetstream;

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
final class Link implements ConnectionListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Link.class);

  private static final Duration FLUSH = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  /** A connection, and what is known of it; the log is ours alone. */
  private record Use(Connection connection, @Nullable ConnectionLog log) {}

  private final @Nullable ConnectionSettings settings; // null: somebody else's connection
  private final AtomicLong epoch = new AtomicLong();
  private final Unsent unsent = new Unsent();
  private final AckWriter ackWriter = new AckWriter();
  private final Set<Consumer<String>> listeners = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock(); // held for a moment only
  private volatile Use use;
  private volatile @Nullable String refusal; // of the last try to open a new connection
  private volatile boolean closed;
  private @Nullable Thread reopening;

  private Link(Use use, @Nullable ConnectionSettings settings) {
    this.use = use;
    this.settings = settings;
    follow(use);
  }

  /** Connects, as {@link NatsConnections#open}; from then on there is always a connection. */
  static Link open(ConnectionSettings settings) {
    NatsConnections.Opened opened = NatsConnections.open(settings);
    return new Link(new Use(opened.connection(), opened.log()), settings);
  }

  /** A connection of the caller's, which is neither replaced nor closed. */
  static Link on(Connection connection) {
    return new Link(new Use(connection, null), null);
  }

  /** The connection in use now; it may be closed. */
  Connection connection() {
    return use.connection();
  }

  /** How large a message may be, by the last word of the server that the client is connected to. */
  SizeLimit limit() {
    long most = connection().getMaxPayload();
    return most > 0 ? new SizeLimit(most) : SizeLimit.DEFAULT;
  }

  /** Counts the connections there were: pulls sent under another number are void. */
  long epoch() {
    return epoch.get();
  }

  /** Whether a connection that is closed for good is replaced. */
  boolean isReplaced() {
    return settings != null && !closed;
  }

  /**
   * Sends a settlement, or keeps it for the time when there is a connection again.
   *
   * @throws IllegalStateException if it can do neither
   */
  void settle(String replyTo, byte[] answer) {
    Connection present = connection();
    Connection.Status status = present.getStatus();
    if (status == Connection.Status.CLOSED && isReplaced()) {
      unsent.keep(replyTo, answer);
    } else {
      Shield.run(() -> present.publish(replyTo, answer));
      if (status != Connection.Status.CONNECTED && isReplaced()) {
        unsent.keep(replyTo, answer); // jnats keeps it too, but forgets it if it gives up
      }
    }
    if (!isInUse(present)) {
      unsent.sendOver(connection()); // it was replaced meanwhile
    }
  }

  /**
   * Starts an ack wait anew. From a platform thread it goes past jnats where that is possible: a
   * virtual thread that has no carrier may hold jnats's queue.
   *
   * @throws IllegalStateException if it cannot be sent
   */
  void extend(String replyTo) {
    Connection present = connection();
    if (!RawLines.hasWritten(present, JetStreamDelivery.inProgressLine(replyTo))) {
      Shield.run(() -> present.publish(replyTo, JetStreamDelivery.IN_PROGRESS));
    }
  }

  /** Sends the acknowledgements that wait for others. */
  AckWriter ackWriter() {
    return ackWriter;
  }

  /** Tells it from now on what errors the server reports; none of a connection of the caller's. */
  void tellErrors(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Why there is no connection now; empty if there is one. Never blocks. */
  Optional<String> problem() {
    Use present = use;
    Connection.Status status = present.connection().getStatus();
    if (status == Connection.Status.CONNECTED) {
      return Optional.empty();
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
                : "not connected to " + settings.shownServers() + reason(present.log()))
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
      unsent.forget(); // jnats has sent them
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
    Connection last = connection();
    last.removeConnectionListener(this);
    if (settings != null && last.getStatus() != Connection.Status.CLOSED) {
      Shield.run(() -> flushAndClose(last));
    }
  }

  private boolean isInUse(Connection one) {
    return connection().equals(one); // it is what it is: connections are not compared by value
  }

  private void follow(Use fresh) {
    if (fresh.log() != null) {
      fresh.log().tellErrors(error -> listeners.forEach(each -> each.accept(error)));
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
      reopening = Thread.ofVirtual().name("weft-reconnect").unstarted(() -> reopen(settings));
      reopening.start();
    } finally {
      lock.unlock();
    }
  }

  private void reopen(ConnectionSettings settings) {
    log.warn(
        "NATS: the client has given its connection to {} up{}; opening a new one",
        settings.shownServers(),
        reason(use.log()));
    Duration pause = FIRST_PAUSE;
    long remindedAt = System.nanoTime();
    while (!closed) {
      try {
        NatsConnections.Opened opened = NatsConnections.once(settings);
        adopt(new Use(opened.connection(), opened.log()));
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

  private static String reason(@Nullable ConnectionLog of) {
    return of == null ? "" : of.reason().map(why -> ": " + why).orElse("");
  }

  private static void flushAndClose(Connection connection) {
    try {
      // The server's answer to the ping behind them says that it has the last acknowledgements.
      connection.flush(FLUSH);
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
