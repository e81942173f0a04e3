package dev.weft.app.orders;

import dev.weft.Handler;
import dev.weft.Message;

/** Writes the receipt of a paid order. */
public final class SendReceipt implements Handler<OrderCharged> {

  @Override
  public void handle(Message<OrderCharged> message) {
    OrderCharged order = message.payload();
    String text =
        "Thank you, %s. Order %s: %s paid (%s)."
            .formatted(order.customer(), order.orderId(), order.total(), order.authorization());
    message.emit(
        OrderEvent.RECEIPTED.subject(), new Receipt(order.orderId(), order.customer(), text));
  }
}
