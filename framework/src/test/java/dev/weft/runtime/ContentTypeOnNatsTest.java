package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import io.nats.client.JetStreamApiException;
import io.nats.client.impl.Headers;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Configured handlers read what a message says it is, on a real server. */
class ContentTypeOnNatsTest extends HandlersOnNats {

  @Test
  void aMessageOfAWrongTypeIsADeadLetterThatNamesBoth() throws Exception {
    try (WorkerRuntime weft = start()) {
      publish("{\"id\":\"1\",\"amount\":1}", "application/vnd.acme+json");
      publish("{\"id\":\"2\",\"amount\":1}", "application/x-www-form-urlencoded");

      await().until(() -> count("ORDERS_DLQ") == 1);
      await().until(() -> TestHandlers.SEEN.contains("1#1"));
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(management.getMessage("ORDERS_DLQ", 1).getHeaders().getFirst("Weft-Dead-Reason"))
        .isEqualTo(
            "cannot be decoded: its Content-Type is application/x-www-form-urlencoded, but the"
                + " codec reads application/json");
    assertThat(TestHandlers.SEEN).hasSize(1);
  }

  private void publish(String text, String contentType) throws IOException, JetStreamApiException {
    connection
        .jetStream()
        .publish(
            "orders.new", new Headers().put("Content-Type", contentType), text.getBytes(UTF_8));
  }

  private WorkerRuntime start() {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.handlers.test { class = "%s", stream = ORDERS }
            """
                .formatted(server.url(), Configs.name(TestHandlers.Noting.class))),
        Configs.CLASSES,
        Observer.none());
  }
}
