package dev.weft.app.orders;

import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.Message;
import dev.weft.Publisher;

/** Writes the receipt of a paid order. */
public final class SendReceipt implements Handler<OrderCharged> {

  private final Publisher<Receipt> receipts;

  /** Called by the runtime. */
  public SendReceipt(HandlerContext context) {
    this.receipts = context.publisher(Receipt.class);
  }

  @Override
  public void handle(Message<OrderCharged> message) {
    OrderCharged order = message.payload();
    String text =
        "Thank you, %s. Order %s: %s paid (%s)."
            .formatted(order.customer(), order.orderId(), order.total(), order.authorization());
    receipts.publish(
        OrderEvent.RECEIPTED.subject(),
        new Receipt(order.orderId(), order.customer(), text),
        OrderEvent.RECEIPTED.following(message));
  }
}
