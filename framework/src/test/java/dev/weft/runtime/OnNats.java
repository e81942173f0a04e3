package dev.weft.runtime;

import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real server for each test, a connection of the test's own, and handlers that saw nothing. */
abstract class OnNats {

  final NatsServer server = NatsServer.start();
  final Connection connection = server.connect();
  final JetStreamManagement management = management();

  @BeforeEach
  void forget() {
    TestHandlers.reset();
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private JetStreamManagement management() {
    try {
      return connection.jetStreamManagement();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
