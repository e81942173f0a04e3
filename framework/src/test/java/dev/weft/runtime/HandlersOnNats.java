package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.testing.OnNats;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;

/** A real server for each test, and {@link TestHandlers} that have seen nothing. */
abstract class HandlersOnNats extends OnNats {

  @BeforeEach
  void forget() {
    TestHandlers.reset();
  }

  /** Publishes orders of these ids. */
  void publishOrders(String... ids) throws IOException, JetStreamApiException {
    for (String id : ids) {
      String order = "{\"id\":\"" + id + "\",\"amount\":1}";
      connection.jetStream().publish("orders.new", order.getBytes(UTF_8));
    }
  }
}
