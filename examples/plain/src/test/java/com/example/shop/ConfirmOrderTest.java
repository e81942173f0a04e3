package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.DeadLetter;
import dev.weft.testkit.Handled;
import dev.weft.testkit.WeftExtension;
import dev.weft.testkit.WeftTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ConfirmOrderTest {

  private final List<String> sent = new ArrayList<>();
  private int outages;

  @RegisterExtension
  final WeftExtension weft =
      WeftExtension.of(
          () ->
              WeftTestKit.of("application.conf")
                  .handler("confirm-order", new ConfirmOrder(this::send)));

  @Test
  void aCustomerGetsAMail(WeftTestKit kit) {
    kit.publish("orders.placed", new OrderPlaced("A-1", "ada@example.com"));

    assertThat(kit.handled("confirm-order")).singleElement().matches(Handled::isAcked);
    assertThat(sent).containsExactly("ada@example.com");
    assertThat(kit.published("orders.confirmed", String.class)).hasSize(1);
  }

  @Test
  void aMailServerThatIsAwayIsTriedAgain(WeftTestKit kit) {
    outages = 2;
    kit.publish("orders.placed", new OrderPlaced("A-1", "ada@example.com"));

    kit.advance(Duration.ofMinutes(1));

    assertThat(kit.handled("confirm-order")).extracting(Handled::attempt).containsExactly(1, 2, 3);
    assertThat(sent).containsExactly("ada@example.com");
  }

  @Test
  void anOrderWithoutAnAddressIsKeptAsADeadLetter(WeftTestKit kit) {
    kit.publish("orders.placed", new OrderPlaced("A-2", ""));

    assertThat(kit.deadLetters("ORDERS"))
        .extracting(DeadLetter::reason)
        .containsExactly("RejectException: no address to write to");
  }

  private void send(String to, String text) {
    if (outages-- > 0) {
      throw new IllegalStateException("the mail server is away");
    }
    sent.add(to);
  }
}
