package dev.weft.jetstream.connection;

import org.jspecify.annotations.Nullable;

/** Where a {@link Link} is in its life. {@link LinkLife} has the transitions. */
sealed interface LinkState {

  /** The connection in use, or the one that was in use last. */
  OpenedConnection last();

  /** The connection is used; jnats reconnects it by itself. */
  record InUse(OpenedConnection last) implements LinkState {}

  /**
   * jnats has closed the connection for good, and a new one is being opened.
   *
   * @param by the thread that opens it
   * @param refusal why the last try failed; null before the first has
   */
  record Reopening(OpenedConnection last, Thread by, @Nullable String refusal)
      implements LinkState {}

  /** The link is closed, and uses no other connection any more. */
  record Closed(OpenedConnection last) implements LinkState {}
}
