package dev.weft.app.orders;

import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.Message;
import dev.weft.Publisher;
import dev.weft.RejectException;
import dev.weft.app.orders.PaymentGateway.Answer.Authorized;
import dev.weft.app.orders.PaymentGateway.Answer.Declined;
import dev.weft.app.orders.PaymentGateway.Charge;
import java.io.IOException;
import java.time.Duration;

/**
 * Charges validated orders.
 *
 * <p>A gateway that does not answer is an exception, and the runtime tries again later. A declined
 * card is an answer, and the order is rejected.
 */
public final class ChargeOrder implements Handler<OrderValidated> {

  private final PaymentGateway gateway;
  private final Publisher<OrderCharged> charged;

  /** Called by the runtime. */
  public ChargeOrder(HandlerContext context) {
    this(context, new SimulatedGateway(Duration.ofMillis(20)));
  }

  ChargeOrder(HandlerContext context, PaymentGateway gateway) {
    this.gateway = gateway;
    this.charged = context.publisher(OrderCharged.class);
  }

  @Override
  public void handle(Message<OrderValidated> message) throws IOException, InterruptedException {
    OrderValidated order = message.payload();
    var charge = new Charge(order.orderId(), order.customer(), order.total(), message.attempt());
    switch (gateway.charge(charge)) {
      case Authorized(String code) ->
          charged.publish(
              OrderEvent.CHARGED.subject(),
              new OrderCharged(order.orderId(), order.customer(), order.total(), code),
              OrderEvent.CHARGED.following(message));
      case Declined(String reason) ->
          throw new RejectException("order " + order.orderId() + ": card declined, " + reason);
    }
  }
}
