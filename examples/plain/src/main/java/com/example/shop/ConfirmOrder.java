package com.example.shop;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;

/** Writes to the customer, and tells the rest of the shop that it has. */
public final class ConfirmOrder implements Handler<OrderPlaced> {

  private final Mailer mailer;

  public ConfirmOrder(Mailer mailer) {
    this.mailer = mailer;
  }

  @Override
  public void handle(Message<OrderPlaced> message) {
    OrderPlaced order = message.payload();
    if (order.email().isBlank()) {
      throw new RejectException("no address to write to"); // dead letter; any other is retried
    }
    mailer.send(order.email(), "Your order " + order.id() + " has come.");
    message.emit("orders.confirmed", order.id()); // stored before this message is acknowledged
  }
}
