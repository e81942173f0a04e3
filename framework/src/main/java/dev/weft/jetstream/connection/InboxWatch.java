package dev.weft.jetstream.connection;

import dev.weft.engine.Threads;
import io.nats.client.Connection;
import io.nats.client.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the server lets this client subscribe to no inbox, and has the connection subscribe
 * anew as soon as it does.
 *
 * <p>A server that takes the permission away ends the subscriptions. The client believes that it
 * still has them, and would receive nothing for as long as the connection lasts.
 */
final class InboxWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(InboxWatch.class);

  private static final String DENIED = "Permissions Violation for Subscription to \"";
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Link link;
  private final String prefix;
  private final ReentrantLock lock = new ReentrantLock(); // held for a moment only
  private @Nullable Thread looking; // guarded by the lock
  private volatile @Nullable String refusal;
  private volatile boolean closed;

  InboxWatch(Link link, String prefix) {
    this.link = link;
    this.prefix = prefix + ".";
  }

  /** What the server said; null as long as it lets this client subscribe. Never blocks. */
  @Nullable String refusal() {
    return refusal;
  }

  /** The server has reported an error, of whatever. */
  void hear(String error) {
    if (!error.startsWith(DENIED + prefix)) {
      return;
    }
    refusal =
        error
            + "; answers and messages arrive there: permit this user to subscribe to "
            + prefix
            + "> or set weft.nats.inbox-prefix to what it may subscribe to";
    lock.lock();
    try {
      if (!closed && looking == null) {
        log.warn("NATS: nothing can be received: {}", refusal);
        looking = Threads.virtual("weft-inbox", this::lookUntilPermitted);
        looking.start();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (looking != null) {
        looking.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void lookUntilPermitted() {
    try {
      while (!closed) {
        Thread.sleep(BETWEEN_LOOKS);
        Connection connection = link.connection();
        if (connection.getStatus() == Connection.Status.CONNECTED && isPermitted(connection)) {
          log.info("NATS: this client may subscribe to {}> again; subscribing anew", prefix);
          end(); // before what the server may refuse again
          connection.forceReconnect();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by close()
    } catch (IOException | RuntimeException e) {
      log.warn("NATS: cannot subscribe anew", e);
    } finally {
      end();
    }
  }

  private void end() {
    lock.lock();
    try {
      if (Thread.currentThread().equals(looking)) {
        looking = null;
        refusal = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isPermitted(Connection connection) throws InterruptedException {
    String inbox = connection.createInbox();
    Subscription probe = null;
    try (var denial = Refusal.of(link, connection, inbox)) {
      probe = connection.subscribe(inbox);
      Pings.await(connection, ANSWER);
      return denial.heardBehindPing() == null;
    } catch (TimeoutException | IllegalStateException e) {
      log.debug("NATS: not known whether this client may subscribe to its inbox", e);
      return false;
    } finally {
      if (probe != null && probe.isActive()) {
        probe.unsubscribe();
      }
    }
  }
}
