package com.example.billing;

import dev.weft.Request;
import dev.weft.Responder;
import org.springframework.stereotype.Component;

/** The responder {@code balance}. */
@Component
public class TellBalance implements Responder<TellBalance.Question, TellBalance.Balance> {

  public record Question(String customer) {}

  public record Balance(long cents) {}

  private final Ledger ledger;

  TellBalance(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Balance respond(Request<Question> request) {
    return new Balance(ledger.owedBy(request.payload().customer()));
  }
}
