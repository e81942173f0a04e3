package dev.weft.engine;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.SettingText;
import dev.weft.transport.TransportException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the transport, the observer and the log how the deliveries of one handler end. */
final class Settler {

  private static final Logger log = LoggerFactory.getLogger(Settler.class);

  private final HandlerId handler;
  private final Observer observer;

  Settler(HandlerId handler, Observer observer) {
    this.handler = handler;
    this.observer = observer;
  }

  /** Never throws: by now nothing may fail the message. */
  void settle(Delivery delivery, Outcome outcome) {
    boolean sent = send(delivery, outcome);
    log(delivery, outcome);
    observer.settled(handler, delivery, outcome, sent);
  }

  /** The delivery was settled before; the first settlement counts, and this one is not sent. */
  void settledBefore(Delivery delivery, Outcome outcome) {
    log.warn(
        "handler {}: {} {}: {} comes after the message was settled, and changes nothing",
        handler.name(),
        delivery.subject(),
        where(delivery),
        outcome);
  }

  /** The handler returned without settling, and the ack wait is over. */
  void letGo(Delivery delivery, Duration ackWait) {
    log.warn(
        "handler {}: {} {}: not settled within the ack wait of {}, so the server gives it to"
            + " another worker; call inProgress() while at work, or raise consumer.ack_wait",
        handler.name(),
        delivery.subject(),
        where(delivery),
        SettingText.of(ackWait));
  }

  private boolean send(Delivery delivery, Outcome outcome) {
    try {
      delivery.settle(outcome);
      return true;
    } catch (TransportException e) {
      log.warn(
          "handler {}: {} {}: {} could not be sent, so the message comes again: {}",
          handler.name(),
          delivery.subject(),
          where(delivery),
          outcome.getClass().getSimpleName(),
          e.getMessage());
      return false;
    }
  }

  private void log(Delivery delivery, Outcome outcome) {
    switch (outcome) {
      case Outcome.Ack() ->
          log.debug("handler {}: {} {}: done", handler.name(), delivery.subject(), where(delivery));
      case Outcome.Retry retry -> {
        log.warn(
            "handler {}: {} {}: attempt {} failed, again in {} ms: {}",
            handler.name(),
            delivery.subject(),
            where(delivery),
            delivery.attempt(),
            retry.after().toMillis(),
            retry.reason());
        log.debug("the failure", retry.cause());
      }
      case Outcome.Reject reject -> {
        log.error(
            "handler {}: {} {}: terminated on attempt {}: {}",
            handler.name(),
            delivery.subject(),
            where(delivery),
            delivery.attempt(),
            reject.reason());
        log.debug("the failure", reject.cause());
      }
    }
  }

  private static String where(Delivery delivery) {
    return delivery.position().map(StreamPosition::toString).orElseGet(delivery::id);
  }
}
