package com.example.billing;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;
import org.springframework.stereotype.Component;

/** The handler {@code enter-invoice}. */
@Component
public class EnterInvoice implements Handler<Invoice> {

  private final Ledger ledger;

  EnterInvoice(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void handle(Message<Invoice> message) {
    Invoice invoice = message.payload();
    if (invoice.cents() <= 0) {
      throw new RejectException("an invoice of nothing"); // dead letter; any other is retried
    }
    ledger.enter(invoice);
  }
}
