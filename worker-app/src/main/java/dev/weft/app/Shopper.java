package dev.weft.app;

import dev.weft.app.orders.Money;
import dev.weft.app.orders.OrderPlaced;
import dev.weft.app.orders.OrderPlaced.Line;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes up orders as someone might place them, a few of them nonsense. */
final class Shopper {

  private static final List<String> CUSTOMERS =
      List.of("Amara", "Bruno", "Chiara", "Dmitri", "Eun-ji", "Farid", "Greta", "Hugo", "Ines");

  private static final List<Line> SHELF =
      List.of(
          new Line("coffee beans 1 kg", 1, Money.of("18.90", "EUR")),
          new Line("filter papers", 1, Money.of("3.49", "EUR")),
          new Line("hand grinder", 1, Money.of("64.00", "EUR")),
          new Line("espresso cups", 1, Money.of("24.50", "EUR")),
          new Line("milk jug", 1, Money.of("12.95", "EUR")),
          new Line("descaler", 1, Money.of("7.20", "EUR")));

  private static final int NONSENSE_IN_100 = 3;

  private final RandomGenerator random;
  private final Clock clock;

  Shopper(RandomGenerator random, Clock clock) {
    this.random = random;
    this.clock = clock;
  }

  OrderPlaced order(String id) {
    OrderPlaced order = sensible(id);
    return random.nextInt(100) < NONSENSE_IN_100 ? spoil(order) : order;
  }

  private OrderPlaced sensible(String id) {
    var lines = new ArrayList<Line>();
    Money total = Money.of("0.00", "EUR");
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      Line item = SHELF.get(random.nextInt(SHELF.size()));
      var line = new Line(item.product(), 1 + random.nextInt(4), item.price());
      lines.add(line);
      total = total.plus(line.price().times(line.quantity()));
    }
    String customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
    return new OrderPlaced(id, customer, lines, total, clock.instant());
  }

  private OrderPlaced spoil(OrderPlaced order) {
    List<Line> lines = order.lines();
    Money total = order.total();
    Instant placedAt = order.placedAt();
    switch (random.nextInt(4)) {
      case 0 -> lines = List.of();
      case 1 -> total = total.plus(Money.of("0.01", "EUR"));
      case 2 -> placedAt = placedAt.plus(Duration.ofDays(365));
      default -> {
        Line first = lines.get(0);
        lines = List.of(new Line(first.product(), -first.quantity(), first.price()));
      }
    }
    return new OrderPlaced(order.id(), order.customer(), lines, total, placedAt);
  }
}
