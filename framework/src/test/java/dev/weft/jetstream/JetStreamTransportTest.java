package dev.weft.jetstream;

import dev.weft.contract.TransportContract;
import dev.weft.testing.NatsServer;
import dev.weft.transport.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** JetStream passes the transport contract on a real server. */
class JetStreamTransportTest extends TransportContract {

  @SuppressWarnings("NullAway.Init") // before all tests
  private static NatsServer server;

  @BeforeAll
  static void startServer() {
    server = NatsServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected Transport transport() {
    return Connected.to(server);
  }
}
