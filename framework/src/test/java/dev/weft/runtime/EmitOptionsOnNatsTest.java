package dev.weft.runtime;

import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.transport.Transport;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** What a handler emits on a real server. */
class EmitOptionsOnNatsTest extends EmitOptionsContract {

  private final NatsServer server = NatsServer.start();

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Override
  Transport transport() {
    return JetStreamTransport.on(server.connect(), Duration.ofSeconds(5));
  }
}
