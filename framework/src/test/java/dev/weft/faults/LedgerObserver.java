package dev.weft.faults;

import dev.weft.Headers;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;

/** Tells the ledger which messages a worker has terminated. */
record LedgerObserver(Ledger ledger) implements Observer {

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    if (outcome instanceof Outcome.Reject && sent) {
      ledger.terminated(delivery.id());
    }
  }

  @Override
  public Processing processing(HandlerId handler, Delivery delivery) {
    return Observer.none().processing(handler, delivery);
  }

  @Override
  public void happened(HandlerId handler, Incident incident) {
    Observer.none().happened(handler, incident);
  }

  @Override
  public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
    return Observer.none().sending(subject, messageId, headers, bodySize);
  }
}
