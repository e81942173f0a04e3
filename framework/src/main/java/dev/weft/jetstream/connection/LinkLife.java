package dev.weft.jetstream.connection;

import dev.weft.jetstream.connection.LinkState.Closed;
import dev.weft.jetstream.connection.LinkState.InUse;
import dev.weft.jetstream.connection.LinkState.Reopening;
import io.nats.client.Connection;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The state of a link, and all of its transitions: it is in use, is reopened any number of times,
 * and is closed once. Any thread may call any method; none blocks.
 */
final class LinkLife {

  private final AtomicReference<LinkState> state;

  /** Begins with a connection in use. */
  LinkLife(OpenedConnection first) {
    this.state = new AtomicReference<>(new InUse(first));
  }

  LinkState state() {
    return Objects.requireNonNull(state.get()); // there is always one
  }

  /** The connection in use, or the one that was in use last. */
  OpenedConnection last() {
    return state().last();
  }

  boolean isClosed() {
    return state.get() instanceof Closed;
  }

  /** Whether this thread is to open a new connection. */
  boolean isReopenedBy(Thread thread) {
    return state.get() instanceof Reopening reopening && reopening.by().equals(thread);
  }

  /**
   * In use → reopening: jnats has closed the connection for good.
   *
   * @param by the thread that is to open a new one
   * @return false if another connection is in use, or none, or a new one is being opened already
   */
  boolean givenUp(Connection connection, Thread by) {
    LinkState now = state.get();
    return now instanceof InUse(OpenedConnection last)
        && last.is(connection)
        && state.compareAndSet(now, new Reopening(last, by, null));
  }

  /** Still reopening: a try has failed. */
  void refused(String why) {
    state.updateAndGet(
        now ->
            now instanceof Reopening reopening
                ? new Reopening(reopening.last(), reopening.by(), why)
                : now);
  }

  /**
   * Reopening → in use: a new connection is there.
   *
   * @return false if the link was closed meanwhile
   */
  boolean reopened(OpenedConnection fresh) {
    return state.updateAndGet(now -> now instanceof Closed ? now : new InUse(fresh))
        instanceof InUse;
  }

  /**
   * Any state → closed.
   *
   * @return the state before
   */
  LinkState close() {
    return state.getAndUpdate(now -> now instanceof Closed ? now : new Closed(now.last()));
  }
}
