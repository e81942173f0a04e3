package dev.weft.jetstream.connection;

import io.nats.client.Connection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server refuses one subject to this client from now on, which it tells to the connection
 * and not to whoever uses the subject.
 *
 * <p>Any number may listen at once. jnats's last error alone would not do: every thread of the
 * connection overwrites it.
 */
public final class Refusal implements AutoCloseable {

  private static final String DENIED = "Permissions Violation";

  private final Link link;
  private final Connection connection;
  private final String quoted;
  private final @Nullable String lastError;
  private final Consumer<String> listener = this::hear;
  private volatile @Nullable String heard;

  private Refusal(Link link, Connection connection, String subject) {
    this.link = link;
    this.connection = connection;
    this.quoted = '"' + subject + '"';
    this.lastError = connection.getLastError();
  }

  /** Listens until it is closed. */
  public static Refusal of(Link link, Connection connection, String subject) {
    var refusal = new Refusal(link, connection, subject);
    link.tellErrors(refusal.listener);
    return refusal;
  }

  /** As {@link #heard}, where the server has answered a ping behind what it may refuse. */
  public @Nullable String heardBehindPing() throws InterruptedException {
    link.awaitErrorsTold(); // the client tells of errors on another thread than of the ping
    return heard();
  }

  /** What the server has said; null if it has refused nothing. */
  public @Nullable String heard() {
    // Of a connection of the caller's the client tells nothing.
    String last = connection.getLastError();
    if (last != null && isNew(last)) {
      hear(last);
    }
    return heard;
  }

  @Override
  public void close() {
    link.tellErrorsNoMore(listener);
  }

  private void hear(String error) {
    if (error.startsWith(DENIED) && error.contains(quoted)) {
      heard = error;
    }
  }

  // Each error is a string of its own, also one that says the same as the last.
  @SuppressWarnings("ReferenceEquality")
  private boolean isNew(String error) {
    return error != lastError;
  }
}
