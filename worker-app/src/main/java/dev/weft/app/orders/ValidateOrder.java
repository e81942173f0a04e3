package dev.weft.app.orders;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.app.orders.OrderPlaced.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Passes on the orders that make sense and rejects the others. */
public final class ValidateOrder implements Handler<OrderPlaced> {

  /** How far the shop's clock may be ahead of the server's. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  @Override
  public void handle(Message<OrderPlaced> message) {
    OrderPlaced order = message.payload();
    Optional<String> fault = fault(order, message.timestamp());
    if (fault.isPresent()) {
      // Nonsense stays nonsense: another attempt would only cost time.
      throw new RejectException("order " + order.id() + ": " + fault.get());
    }
    message.emit(
        OrderEvent.VALIDATED.subject(),
        new OrderValidated(order.id(), order.customer(), order.total()));
  }

  private static Optional<String> fault(OrderPlaced order, Instant stored) {
    if (order.customer().isBlank()) {
      return Optional.of("there is no customer to charge");
    }
    if (order.lines().isEmpty()) {
      return Optional.of("there is nothing in it");
    }
    if (order.placedAt().isAfter(stored.plus(CLOCK_SKEW))) {
      return Optional.of("placed at " + order.placedAt() + ", which is in the future");
    }
    Money zero = order.total().times(0);
    Money sum = zero;
    for (Line line : order.lines()) {
      if (line.quantity() < 1) {
        return Optional.of(line.quantity() + " x " + line.product() + ": expected at least 1");
      }
      if (!line.price().currency().equals(zero.currency())) {
        return Optional.of(
            line.product() + " costs " + line.price() + " in an order in " + zero.currency());
      }
      sum = sum.plus(line.price().times(line.quantity()));
    }
    return sum.equals(order.total())
        ? Optional.empty()
        : Optional.of("its lines make " + sum + ", its total says " + order.total());
  }
}
