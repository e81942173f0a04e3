package dev.weft.app.orders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.app.orders.OrderPlaced.Line;
import dev.weft.codec.JsonCodec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersAsJsonTest {

  @Test
  void anOrderSurvivesTheWayThroughTheStream() throws Exception {
    var codec = JsonCodec.of(OrderPlaced.class);
    var order =
        new OrderPlaced(
            "A-1",
            "Ines",
            List.of(new Line("cups", 1, Money.of("24.50", "EUR"))),
            Money.of("24.50", "EUR"),
            Instant.parse("2026-05-04T10:00:00Z"));

    assertThat(codec.decode(codec.encode(order))).isEqualTo(order);
  }

  @Test
  void jsonWithoutATotalIsNoOrder() {
    byte[] data =
        """
        {"id": "A-1", "customer": "Ines", "lines": [], "placedAt": "2026-05-04T10:00:00Z"}
        """
            .getBytes(UTF_8);

    assertThatThrownBy(() -> JsonCodec.of(OrderPlaced.class).decode(data))
        .hasMessageContaining("OrderPlaced");
  }
}
