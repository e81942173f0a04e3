package dev.weft.runtime;

import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.transport.Transport;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;

/** What a handler emits on a real server. */
class EmitOptionsOnNatsTest extends EmitOptionsContract {

  @AutoClose private final NatsServer server = NatsServer.start();

  @Override
  Transport transport() {
    return JetStreamTransport.on(server.connect(), Duration.ofSeconds(5));
  }
}
