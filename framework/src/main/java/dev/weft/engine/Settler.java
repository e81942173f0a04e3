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

  // Whatever keeps the dead letter from being written, it is given time to pass.
  private static final Duration DEAD_LETTER_RETRY = Duration.ofSeconds(10);

  private final HandlerId handler;
  private final boolean confirm;
  private final DeadLetters deadLetters;
  private final Observer observer;

  /**
   * A settler of one handler's deliveries.
   *
   * @param confirm whether to wait for the server's word on each settlement
   */
  Settler(HandlerId handler, boolean confirm, DeadLetters deadLetters, Observer observer) {
    this.handler = handler;
    this.confirm = confirm;
    this.deadLetters = deadLetters;
    this.observer = observer;
  }

  /** Never throws: by now nothing may fail the message. */
  void settle(Delivery delivery, Outcome wanted) {
    Outcome outcome = wanted instanceof Outcome.Reject reject ? bury(delivery, reject) : wanted;
    boolean sent = send(delivery, outcome);
    log(delivery, outcome);
    observer.settled(handler, delivery, outcome, sent);
  }

  /** The copy first, then the end of the original; without a copy there is no end. */
  private Outcome bury(Delivery delivery, Outcome.Reject reject) {
    // An interrupted thread could not wait for the copy. It is a short wait, and the flag is kept.
    boolean interrupted = Thread.interrupted();
    try {
      String copy = deadLetters.keep(handler, delivery, reject);
      return new Outcome.Reject(reject.reason() + " (" + copy + ")", reject.cause());
    } catch (RuntimeException e) {
      return new Outcome.Retry(
          DEAD_LETTER_RETRY,
          "given up ("
              + reject.reason()
              + "), but its dead letter was not written: "
              + e.getMessage(),
          e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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

  /** The handler's time is up, and it is interrupted. */
  void overdue(Delivery delivery, Duration limit) {
    log.warn(
        "handler {}: {} {}: still at work after its time limit of {}; interrupting it",
        handler.name(),
        delivery.subject(),
        where(delivery),
        SettingText.of(limit));
    observer.happened(handler, Incident.OVERDUE);
  }

  /** The handler ignores its interrupt, and its thread is given up. */
  void stuck(Delivery delivery, Thread thread) {
    var stack = new Throwable("where the handler is stuck");
    stack.setStackTrace(thread.getStackTrace());
    log.warn(
        "handler {}: {} {}: does not end when it is interrupted; its thread {} is given up and"
            + " another takes its place",
        handler.name(),
        delivery.subject(),
        where(delivery),
        thread.getName(),
        stack);
    observer.happened(handler, Incident.STUCK);
  }

  /** The source has not returned for so long, and the thread that waits for it is given up. */
  void stalled(Thread thread, String problem) {
    var stack = new Throwable("where it waits");
    stack.setStackTrace(thread.getStackTrace());
    log.warn(
        "handler {}: {}; its thread {} is given up and another takes its place",
        handler.name(),
        problem,
        thread.getName(),
        stack);
    observer.happened(handler, Incident.STALLED);
  }

  private boolean send(Delivery delivery, Outcome outcome) {
    try {
      if (confirm) {
        delivery.settleConfirmed(outcome);
      } else {
        delivery.settle(outcome);
      }
      return true;
    } catch (TransportException e) {
      log.warn(
          "handler {}: {} {}: {} {}: {}",
          handler.name(),
          delivery.subject(),
          where(delivery),
          outcome.getClass().getSimpleName(),
          confirm
              ? "was not confirmed, so the message may come again"
              : "could not be sent, so the message comes again",
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
