package dev.weft.testing;

import dev.weft.Headers;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;

/** An observer that looks only at what a test has it look at. */
public interface PartialObserver extends Observer {

  @Override
  default Processing processing(HandlerId handler, Delivery delivery) {
    return Observer.none().processing(handler, delivery);
  }

  @Override
  default void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {}

  @Override
  default void happened(HandlerId handler, Incident incident) {}

  @Override
  default Sending sending(String subject, String messageId, Headers headers, int bodySize) {
    return Observer.none().sending(subject, messageId, headers, bodySize);
  }
}
