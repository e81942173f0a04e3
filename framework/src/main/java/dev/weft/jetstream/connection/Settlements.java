package dev.weft.jetstream.connection;

import dev.weft.jetstream.wire.AckPayload;
import dev.weft.jetstream.wire.RawLines;
import io.nats.client.Connection;

/**
 * Publishes to the reply subjects of messages, and keeps settlements while there is no connection.
 * Any thread may call any method.
 */
final class Settlements {

  private final Link link;
  private final Unsent unsent = new Unsent();

  Settlements(Link link) {
    this.link = link;
  }

  /** As {@link Link#settle}. */
  void settle(String replyTo, byte[] answer) {
    Connection present = link.connection();
    if (link.isReplaced() && present.getStatus() != Connection.Status.CONNECTED) {
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
      if (!link.isReplaced() || present.getStatus() == Connection.Status.CONNECTED) {
        throw e;
      }
      unsent.keep(replyTo, answer); // it was closed just now
    }
  }

  /** As {@link Link#extend}. */
  void extend(String replyTo) {
    Connection present = link.connection();
    if (present.getStatus() != Connection.Status.CONNECTED) {
      return; // it would be late, and take the room of what has to be kept
    }
    if (!RawLines.hasWritten(present, AckPayload.inProgressLine(replyTo))) {
      Shield.run(() -> present.publish(replyTo, AckPayload.IN_PROGRESS.bytes()));
    }
  }

  /** Sends what was kept, if there is a connection. */
  void sendKept() {
    if (!unsent.isEmpty() && link.isConnected()) {
      sendKeptOver(link.connection());
    }
  }

  /** Sends what was kept over this connection; what it does not take is kept for the next one. */
  void sendKeptOver(Connection connection) {
    unsent.sendOver(connection);
  }
}
