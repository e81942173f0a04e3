package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.app.orders.Money;
import dev.weft.app.orders.OrderPlaced;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShopperTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

  private final Shopper shopper = new Shopper(new Random(7), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void mostOrdersAddUpAndAFewAreNonsense() {
    List<OrderPlaced> orders =
        IntStream.range(0, 1_000).mapToObj(n -> shopper.order("RUN-" + n)).toList();

    assertThat(orders.stream().filter(ShopperTest::isSensible).count()).isBetween(940L, 990L);
  }

  private static boolean isSensible(OrderPlaced order) {
    Money sum =
        order.lines().stream()
            .map(line -> line.price().times(line.quantity()))
            .reduce(Money.of("0", "EUR"), Money::plus);
    return !order.lines().isEmpty()
        && order.lines().stream().allMatch(line -> line.quantity() > 0)
        && sum.equals(order.total())
        && order.placedAt().equals(NOW);
  }
}
