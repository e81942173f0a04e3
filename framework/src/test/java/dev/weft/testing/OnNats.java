package dev.weft.testing;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AutoClose;

/** A real server for each test, and a connection of the test's own. */
public abstract class OnNats {

  @AutoClose protected final NatsServer server;
  protected final Connection connection; // closed with the server
  protected final JetStreamManagement management;

  /** On a server with these extra command line arguments. */
  protected OnNats(String... arguments) {
    server = NatsServer.start(arguments);
    connection = server.connect();
    try {
      management = connection.jetStreamManagement();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
