package dev.weft.jetstream.publish;

import dev.weft.jetstream.connection.Link;
import io.nats.client.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The inbox of each connection, which all outboxes on it share: it is there from the first publish
 * of one of them until the last of them has left. Any thread may call any method.
 */
final class ReceiptInboxes {

  private record Shared(ReceiptInbox inbox, int users) {}

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Map<Connection, Shared> OPEN = new HashMap<>(); // guarded by the lock

  private ReceiptInboxes() {}

  /**
   * Uses a connection's inbox until {@link #leave}; subscribes if nobody uses one.
   *
   * @throws IllegalStateException if the connection is closed, or about to be
   */
  static ReceiptInbox join(Link link, Connection connection) {
    LOCK.lock();
    try {
      Shared present = OPEN.get(connection);
      if (present == null || !present.inbox().isOpen()) {
        present = new Shared(ReceiptInbox.open(link, connection), 0);
      }
      OPEN.put(connection, new Shared(present.inbox(), present.users() + 1));
      return present.inbox();
    } finally {
      LOCK.unlock();
    }
  }

  /** Ends one use of it. With the last one it is closed, and ends once all is answered. */
  static void leave(ReceiptInbox inbox) {
    if (isUsedByNobody(inbox)) {
      inbox.close();
    }
  }

  private static boolean isUsedByNobody(ReceiptInbox inbox) {
    LOCK.lock();
    try {
      Shared present = OPEN.get(inbox.connection());
      if (present == null || present.inbox() != inbox) {
        return true; // it has ended
      }
      if (present.users() == 1) {
        return OPEN.remove(inbox.connection(), present);
      }
      OPEN.put(inbox.connection(), new Shared(inbox, present.users() - 1));
      return false;
    } finally {
      LOCK.unlock();
    }
  }

  /** It has ended, whoever used it. */
  static void forget(ReceiptInbox inbox) {
    LOCK.lock();
    try {
      Shared present = OPEN.get(inbox.connection());
      if (present != null && present.inbox() == inbox) {
        OPEN.remove(inbox.connection());
      }
    } finally {
      LOCK.unlock();
    }
  }
}
