package dev.weft.jetstream.wire;

import io.nats.client.Connection;
import io.nats.client.impl.SocketDataPortWithWriteTimeout;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A socket that jnats's writer shares with whoever has whole lines of the protocol to write.
 *
 * <p>jnats makes a data port by its class's name and shows it to nobody, so it is found by its
 * connection. jnats writes whole lines, so others' may go between any two of its writes.
 */
public abstract class SharedDataPort extends SocketDataPortWithWriteTimeout {

  private static final Map<Connection, SharedDataPort> OPEN = new ConcurrentHashMap<>();

  private final ReentrantLock writing = new ReentrantLock();
  private boolean shown; // guarded by the lock
  private volatile boolean closed;

  /** The port that a connection has now; null if there is none, or it is not of this kind. */
  public static @Nullable SharedDataPort of(Connection connection) {
    return OPEN.get(connection);
  }

  /**
   * Writes whole lines, unless somebody else is about to, which may take as long as the server does
   * not read. Blocks, but seldom, until the socket takes them.
   *
   * @return false if nothing was written
   */
  boolean hasWritten(byte[] lines) throws IOException {
    if (!writing.tryLock()) {
      return false;
    }
    try {
      super.write(lines, lines.length);
      return true;
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void write(byte[] lines, int length) throws IOException {
    writing.lock();
    try {
      super.write(lines, length);
      show();
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    hide();
    super.close();
  }

  // What jnats writes first is its CONNECT, which has to come before all else.
  private void show() {
    if (!shown) {
      shown = true;
      OPEN.put(connection, this);
      if (closed) {
        hide();
      }
    }
  }

  private void hide() {
    if (connection != null) {
      OPEN.remove(connection, this);
    }
  }
}
