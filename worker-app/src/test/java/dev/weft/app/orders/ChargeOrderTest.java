package dev.weft.app.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.RejectException;
import dev.weft.app.orders.PaymentGateway.Answer.Authorized;
import dev.weft.app.orders.PaymentGateway.Answer.Declined;
import dev.weft.app.orders.PaymentGateway.Charge;
import dev.weft.testkit.MessageFixture;
import dev.weft.testkit.RecordedMessage;
import dev.weft.testkit.RecordedMessage.Emitted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChargeOrderTest {

  private static final Money TOTAL = Money.of("62.30", "EUR");

  private final RecordedMessage<OrderValidated> message =
      MessageFixture.of(new OrderValidated("A-1", "Ines", TOTAL)).build();

  @Test
  void aChargedOrderIsPassedOnWithItsAuthorization() throws Exception {
    new ChargeOrder(charge -> new Authorized("OK1")).handle(message);

    assertThat(message.emitted())
        .containsExactly(
            new Emitted("orders.charged", new OrderCharged("A-1", "Ines", TOTAL, "OK1")));
  }

  @Test
  void aDeclinedCardIsNotTriedAgain() {
    var handler = new ChargeOrder(charge -> new Declined("stolen"));

    assertThatThrownBy(() -> handler.handle(message))
        .isInstanceOf(RejectException.class)
        .hasMessage("order A-1: card declined, stolen");
    assertThat(message.emitted()).isEmpty();
  }

  @Test
  void aGatewayThatDoesNotAnswerIsAskedAgainUnderTheSameKey() throws Exception {
    List<Charge> charges = new ArrayList<>();
    var handler =
        new ChargeOrder(
            charge -> {
              charges.add(charge);
              if (charge.attempt() == 1) {
                throw new IOException("no answer");
              }
              return new Authorized("OK2");
            });

    assertThatThrownBy(() -> handler.handle(message)).isInstanceOf(IOException.class);
    RecordedMessage<OrderValidated> again = message.nextAttempt();
    handler.handle(again);

    assertThat(charges).extracting(Charge::key).containsExactly("A-1", "A-1");
    assertThat(message.emitted()).isEmpty();
    assertThat(again.emitted()).hasSize(1);
  }
}
