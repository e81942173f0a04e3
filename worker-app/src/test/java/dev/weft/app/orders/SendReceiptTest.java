package dev.weft.app.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.MessageFixture;
import dev.weft.testkit.RecordedMessage.Emitted;
import org.junit.jupiter.api.Test;

class SendReceiptTest {

  @Test
  void theReceiptSaysWhatWasPaid() {
    var charged = new OrderCharged("A-1", "Ines", Money.of("62.30", "EUR"), "OK1");
    var message = MessageFixture.of(charged).build();

    new SendReceipt().handle(message);

    assertThat(message.emitted())
        .containsExactly(
            new Emitted(
                "orders.receipted",
                new Receipt("A-1", "Ines", "Thank you, Ines. Order A-1: 62.30 EUR paid (OK1).")));
  }
}
