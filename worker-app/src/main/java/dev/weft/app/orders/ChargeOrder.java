package dev.weft.app.orders;

import dev.weft.Handler;
import dev.weft.Message;
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

  /** Called by the runtime. */
  public ChargeOrder() {
    this(new SimulatedGateway(Duration.ofMillis(20)));
  }

  ChargeOrder(PaymentGateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public void handle(Message<OrderValidated> message) throws IOException, InterruptedException {
    OrderValidated order = message.payload();
    var charge = new Charge(order.orderId(), order.customer(), order.total(), message.attempt());
    switch (gateway.charge(charge)) {
      case Authorized(String code) ->
          message.emit(
              OrderEvent.CHARGED.subject(),
              new OrderCharged(order.orderId(), order.customer(), order.total(), code));
      case Declined(String reason) ->
          throw new RejectException("order " + order.orderId() + ": card declined, " + reason);
    }
  }
}
