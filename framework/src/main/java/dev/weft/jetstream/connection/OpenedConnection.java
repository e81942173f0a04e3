package dev.weft.jetstream.connection;

import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A connection, and who hears what jnats tells of it.
 *
 * @param events null of a connection of the caller's, of which jnats tells the caller
 */
record OpenedConnection(Connection connection, @Nullable ConnectionEvents events) {

  /** Whether this is it: connections are not compared by value. */
  boolean is(Connection one) {
    return connection.equals(one);
  }

  /** Why it is down, as far as is known, to be put behind other words; or empty. */
  String reason() {
    return events == null ? "" : events.log().reason().map(why -> ": " + why).orElse("");
  }
}
