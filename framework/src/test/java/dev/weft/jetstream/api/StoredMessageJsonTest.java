package dev.weft.jetstream.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.codec.json.Json;
import dev.weft.transport.ConsumerSpec;
import io.nats.client.Message;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the server gives out of a stream becomes a message that can be settled. */
class StoredMessageJsonTest {

  private static final ConsumerSpec CONSUMER = new ConsumerSpec("ORDERS", "charge", Map.of());

  @Test
  void everythingIsRead() {
    Message message =
        read(stored("NATS/1.0\r\nX-One: 1\r\nX-One: 2\r\nEmpty:\r\nUrl:a:b\r\n\r\n", "data"));

    assertThat(message.getSubject()).isEqualTo("orders.new");
    assertThat(message.getReplyTo())
        .isEqualTo("$JS.ACK.ORDERS.charge.3.42.0.1795438209744379351.0");
    assertThat(message.getData()).isEqualTo("data".getBytes(UTF_8));
    assertThat(message.getHeaders().get("X-One")).containsExactly("1", "2");
    assertThat(message.getHeaders().getFirst("Empty")).isEmpty();
    assertThat(message.getHeaders().getFirst("Url")).isEqualTo("a:b");
  }

  @Test
  void aHeaderOutsideAsciiDoesNotStandInTheWay() {
    Message message = read(stored("NATS/1.0\r\nX-Name: Jürgen\r\nX-Ok: yes\r\n\r\n", ""));

    assertThat(message.getHeaders().getFirst("X-Name")).isEqualTo("J??rgen");
    assertThat(message.getHeaders().getFirst("X-Ok")).isEqualTo("yes");
    assertThat(message.getData()).isEmpty();
  }

  private static Message read(Json stored) {
    return StoredMessageJson.read(stored, CONSUMER, 3);
  }

  private static Json stored(String headers, String data) {
    Json stored =
        Json.object()
            .with("subject", "orders.new")
            .with("seq", 42)
            .with("time", "2026-11-23T12:50:09.744379351Z")
            .with("hdrs", Base64.getEncoder().encodeToString(headers.getBytes(UTF_8)));
    return data.isEmpty()
        ? stored
        : stored.with("data", Base64.getEncoder().encodeToString(data.getBytes(UTF_8)));
  }
}
