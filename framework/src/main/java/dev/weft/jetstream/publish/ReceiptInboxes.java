package dev.weft.jetstream.publish;

import dev.weft.jetstream.connection.Link;
import io.nats.client.Connection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The inbox of each connection, which all outboxes on it share: it is there from the first publish
 * of one of them until the last of them has left. Any thread may call any method.
 *
 * <p>Each connection has a lock of its own, since to subscribe may block: a connection that hangs
 * holds up nobody on another one.
 */
final class ReceiptInboxes {

  private static final ConcurrentMap<Connection, Shared> OPEN = new ConcurrentHashMap<>();

  private ReceiptInboxes() {}

  /**
   * Uses a connection's inbox until {@link #leave}; subscribes if nobody uses one.
   *
   * @throws IllegalStateException if the connection is closed, or about to be
   */
  static ReceiptInbox join(Link link, Connection connection) {
    ReceiptInbox joined;
    do {
      joined = OPEN.computeIfAbsent(connection, Shared::new).join(link);
    } while (joined == null); // the last user has left meanwhile
    return joined;
  }

  /** Ends one use of it. With the last one it is closed, and ends once all is answered. */
  static void leave(ReceiptInbox inbox) {
    Shared shared = OPEN.get(inbox.connection());
    if (shared == null || shared.isUsedByNobodyElse(inbox)) {
      inbox.close();
    }
  }

  /** It has ended, whoever used it. */
  static void forget(ReceiptInbox inbox) {
    Shared shared = OPEN.get(inbox.connection());
    if (shared != null) {
      shared.forget(inbox);
    }
  }

  /** One inbox of a connection, and how many use it. After it there may be another one. */
  private static final class Shared {

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private @Nullable ReceiptInbox inbox;
    private int users;
    private boolean over;

    Shared(Connection connection) {
      this.connection = connection;
    }

    /** One more uses it; null if it is over. */
    @Nullable ReceiptInbox join(Link link) {
      lock.lock();
      try {
        if (inbox != null && !inbox.isOpen()) {
          end();
        }
        if (over) {
          return null;
        }
        if (inbox == null) {
          inbox = open(link);
        }
        users++;
        return inbox;
      } finally {
        lock.unlock();
      }
    }

    private ReceiptInbox open(Link link) {
      boolean opened = false;
      try {
        ReceiptInbox fresh = ReceiptInbox.open(link, connection);
        opened = true;
        return fresh;
      } finally {
        if (!opened) {
          end();
        }
      }
    }

    /** One uses it no more. */
    boolean isUsedByNobodyElse(ReceiptInbox left) {
      lock.lock();
      try {
        if (inbox != left) {
          return true; // it has ended
        }
        users--;
        if (users == 0) {
          end();
        }
        return over;
      } finally {
        lock.unlock();
      }
    }

    void forget(ReceiptInbox ended) {
      lock.lock();
      try {
        if (inbox == ended) {
          end();
        }
      } finally {
        lock.unlock();
      }
    }

    private void end() {
      over = true;
      OPEN.remove(connection, this);
    }
  }
}
