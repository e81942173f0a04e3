package dev.weft.app.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.RejectException;
import dev.weft.app.orders.PaymentGateway.Answer.Authorized;
import dev.weft.app.orders.PaymentGateway.Answer.Declined;
import dev.weft.app.orders.PaymentGateway.Charge;
import dev.weft.app.orders.RecordingContext.Published;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChargeOrderTest {

  private static final Money TOTAL = Money.of("62.30", "EUR");
  private static final Incoming<OrderValidated> MESSAGE =
      Incoming.first("A-1.validated", new OrderValidated("A-1", "Ines", TOTAL));

  private final RecordingContext context = new RecordingContext();

  @Test
  void aChargedOrderIsPassedOnWithItsAuthorization() throws Exception {
    new ChargeOrder(context, charge -> new Authorized("OK1")).handle(MESSAGE);

    assertThat(context.published)
        .containsExactly(
            new Published(
                "orders.charged",
                new OrderCharged("A-1", "Ines", TOTAL, "OK1"),
                "A-1.validated.charged"));
  }

  @Test
  void aDeclinedCardIsNotTriedAgain() {
    var handler = new ChargeOrder(context, charge -> new Declined("stolen"));

    assertThatThrownBy(() -> handler.handle(MESSAGE))
        .isInstanceOf(RejectException.class)
        .hasMessage("order A-1: card declined, stolen");
    assertThat(context.published).isEmpty();
  }

  @Test
  void aGatewayThatDoesNotAnswerIsAskedAgainUnderTheSameKey() throws Exception {
    List<Charge> charges = new ArrayList<>();
    var handler =
        new ChargeOrder(
            context,
            charge -> {
              charges.add(charge);
              if (charge.attempt() == 1) {
                throw new IOException("no answer");
              }
              return new Authorized("OK2");
            });

    assertThatThrownBy(() -> handler.handle(MESSAGE)).isInstanceOf(IOException.class);
    handler.handle(MESSAGE.again());

    assertThat(charges).extracting(Charge::key).containsExactly("A-1", "A-1");
    assertThat(context.published).hasSize(1);
  }
}
