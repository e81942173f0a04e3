package dev.weft.app.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.RejectException;
import dev.weft.app.orders.OrderPlaced.Line;
import dev.weft.testkit.MessageFixture;
import dev.weft.testkit.RecordedMessage.Emitted;
import dev.weft.testkit.WeftTestKit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidateOrderTest {

  private static final Line BEANS = new Line("beans", 2, Money.of("18.90", "EUR"));
  private static final Line CUPS = new Line("cups", 1, Money.of("24.50", "EUR"));

  private final ValidateOrder handler = new ValidateOrder();

  @Test
  void anOrderThatAddsUpIsPassedOn() {
    var message = MessageFixture.of(order("Ines", List.of(BEANS, CUPS), "62.30")).build();

    handler.handle(message);

    assertThat(message.emitted())
        .containsExactly(
            new Emitted(
                "orders.validated", new OrderValidated("A-1", "Ines", Money.of("62.30", "EUR"))));
  }

  @Test
  void anOrderWithAWrongTotalIsRejectedWithBothSums() {
    assertRejected(
        order("Ines", List.of(BEANS), "37.79"), "lines make 37.80 EUR, its total says 37.79 EUR");
  }

  @Test
  void anOrderOfNothingIsRejected() {
    assertRejected(order("Ines", List.of(), "0.00"), "there is nothing in it");
  }

  @Test
  void anOrderOfNobodyIsRejected() {
    assertRejected(order(" ", List.of(CUPS), "24.50"), "there is no customer");
  }

  @Test
  void aLineOfLessThanOneIsRejected() {
    var line = new Line("cups", -1, Money.of("24.50", "EUR"));
    assertRejected(order("Ines", List.of(line), "-24.50"), "-1 x cups: expected at least 1");
  }

  @Test
  void aLineInAnotherCurrencyIsRejected() {
    var line = new Line("cups", 1, Money.of("24.50", "USD"));
    assertRejected(
        order("Ines", List.of(line), "24.50"), "cups costs 24.50 USD in an order in EUR");
  }

  @Test
  void anOrderFromTheFutureIsRejected() {
    var order =
        new OrderPlaced(
            "A-1",
            "Ines",
            List.of(CUPS),
            Money.of("24.50", "EUR"),
            WeftTestKit.START.plus(Duration.ofMinutes(2)));
    assertRejected(order, "in the future");
  }

  private void assertRejected(OrderPlaced order, String reason) {
    var message = MessageFixture.of(order).build();

    assertThatThrownBy(() -> handler.handle(message))
        .isInstanceOf(RejectException.class)
        .hasMessageContainingAll("order A-1", reason);
    assertThat(message.emitted()).isEmpty();
  }

  private static OrderPlaced order(String customer, List<Line> lines, String total) {
    return new OrderPlaced("A-1", customer, lines, Money.of(total, "EUR"), WeftTestKit.START);
  }
}
