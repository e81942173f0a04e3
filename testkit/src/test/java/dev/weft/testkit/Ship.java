package dev.weft.testkit;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;

/** Ships orders of something. */
public final class Ship implements Handler<Order> {

  @Override
  public void handle(Message<Order> message) {
    if (message.payload().amount() == 0) {
      throw new RejectException("nothing to ship");
    }
    message.emit("orders.shipped", message.payload());
  }
}
