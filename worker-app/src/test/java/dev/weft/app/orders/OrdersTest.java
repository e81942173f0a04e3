package dev.weft.app.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.PublishOptions;
import dev.weft.app.orders.OrderPlaced.Line;
import dev.weft.app.orders.PaymentGateway.Answer;
import dev.weft.app.orders.PaymentGateway.Answer.Authorized;
import dev.weft.app.orders.PaymentGateway.Answer.Declined;
import dev.weft.app.orders.PaymentGateway.Charge;
import dev.weft.testkit.DeadLetter;
import dev.weft.testkit.Handled;
import dev.weft.testkit.WeftExtension;
import dev.weft.testkit.WeftTestKit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The three handlers under the example's configuration, with a payment gateway of the test's. */
class OrdersTest {

  private static final Money TOTAL = Money.of("24.50", "EUR");

  /** Does not answer so many times, then does as it is told. */
  private static final class Gateway implements PaymentGateway {

    final List<String> keys = new CopyOnWriteArrayList<>();
    volatile int silent;
    volatile Answer answer = new Authorized("OK1");

    @Override
    public Answer charge(Charge charge) throws IOException {
      keys.add(charge.key());
      if (keys.size() <= silent) {
        throw new IOException("no answer");
      }
      return answer;
    }
  }

  private final Gateway gateway = new Gateway();

  @RegisterExtension
  final WeftExtension weft =
      WeftExtension.of(
          () ->
              WeftTestKit.of("../conf/application.conf")
                  .handler("charge-order", new ChargeOrder(gateway)));

  @Test
  void anOrderGoesItsWayToTheReceipt(WeftTestKit kit) {
    place(kit);

    assertThat(kit.published("orders.receipted", Receipt.class))
        .containsExactly(
            new Receipt("A-1", "Ines", "Thank you, Ines. Order A-1: 24.50 EUR paid (OK1)."));
    assertThat(kit.handled("validate-order")).hasSize(1).allMatch(Handled::isAcked);
    assertThat(kit.handled("charge-order")).hasSize(1).allMatch(Handled::isAcked);
    assertThat(kit.handled("send-receipt")).hasSize(1).allMatch(Handled::isAcked);
    assertThat(kit.deadLetters("ORDERS")).isEmpty();
  }

  @Test
  void aGatewayThatIsSilentForAWhileCostsTime(WeftTestKit kit) {
    gateway.silent = 4;
    place(kit);

    kit.advance(Duration.ofMinutes(1));

    assertThat(kit.handled("charge-order"))
        .extracting(Handled::attempt)
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(gateway.keys).containsOnly("A-1");
    assertThat(kit.published("orders.receipted")).hasSize(1);
  }

  @Test
  void aGatewayThatStaysSilentLeavesADeadLetter(WeftTestKit kit) {
    gateway.silent = Integer.MAX_VALUE;
    place(kit);

    kit.advance(Duration.ofMinutes(1));

    assertThat(kit.deadLetters("ORDERS"))
        .singleElement()
        .satisfies(
            dead -> {
              assertThat(dead.handler()).isEqualTo("charge-order");
              assertThat(dead.reason())
                  .isEqualTo("attempts spent (5 of 5): IOException: no answer");
              assertThat(dead.payload(OrderValidated.class).orderId()).isEqualTo("A-1");
            });
    assertThat(kit.published("orders.charged")).isEmpty();
  }

  @Test
  void aDeclinedCardIsADeadLetterAtOnce(WeftTestKit kit) {
    gateway.answer = new Declined("stolen");
    place(kit);

    assertThat(kit.deadLetters("ORDERS"))
        .extracting(DeadLetter::reason)
        .containsExactly("RejectException: order A-1: card declined, stolen");
    assertThat(gateway.keys).hasSize(1);
  }

  @Test
  void aLostAcknowledgementMakesOneReceiptAllTheSame(WeftTestKit kit) {
    kit.faults().loseNextAck("charge-order");
    place(kit);

    kit.advance(Duration.ofSeconds(10)); // the ack wait

    assertThat(kit.handled("charge-order")).hasSize(2);
    assertThat(gateway.keys).containsExactly("A-1", "A-1");
    assertThat(kit.published("orders.charged")).hasSize(1);
    assertThat(kit.published("orders.receipted")).hasSize(1);
  }

  private static void place(WeftTestKit kit) {
    var cups = List.of(new Line("cups", 1, TOTAL));
    kit.publish(
        "orders.placed",
        new OrderPlaced("A-1", "Ines", cups, TOTAL, kit.now()),
        PublishOptions.defaults().withMessageId("A-1"));
  }
}
