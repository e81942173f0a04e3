package dev.weft.app.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.app.orders.RecordingContext.Published;
import org.junit.jupiter.api.Test;

class SendReceiptTest {

  @Test
  void theReceiptSaysWhatWasPaid() {
    var context = new RecordingContext();
    var charged = new OrderCharged("A-1", "Ines", Money.of("62.30", "EUR"), "OK1");

    new SendReceipt(context).handle(Incoming.first("A-1.validated.charged", charged));

    assertThat(context.published)
        .containsExactly(
            new Published(
                "orders.receipted",
                new Receipt("A-1", "Ines", "Thank you, Ines. Order A-1: 62.30 EUR paid (OK1)."),
                "A-1.validated.charged.receipted"));
  }
}
