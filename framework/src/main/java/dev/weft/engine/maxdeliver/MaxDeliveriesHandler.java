package dev.weft.engine.maxdeliver;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.Refusals;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.retry.RetryStore;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives up, as the handler's own worker does, what the server has ended by {@code max_deliver}. */
final class MaxDeliveriesHandler implements Handler<MaxDeliveries> {

  private static final Logger log = LoggerFactory.getLogger(MaxDeliveriesHandler.class);

  /** Longer than it takes to the next try. */
  private static final Duration SHOWN = Duration.ofSeconds(90);

  private final HandlerId id;
  private final ConsumerSpec consumer;
  private final AttemptJournal attemptJournal;
  private final Transport transport;
  private final Settler settler;
  private final Refusals refusals;

  MaxDeliveriesHandler(
      Machine machine, WorkerSpec<?> handler, Transport transport, Observer observer) {
    this.refusals = new Refusals(machine::nanoTime);
    this.id = handler.id();
    this.consumer = handler.consumer();
    this.attemptJournal = handler.giveUp().attemptJournal();
    this.transport = transport;
    // Confirmed: a settlement that is lost here nobody makes again.
    this.settler =
        new Settler(
            machine,
            id,
            true,
            new Settler.Keeping(
                handler.giveUp().actionAfterTheEnd(id, observer),
                attemptJournal,
                RetryStore.byConsumer()),
            observer);
  }

  /** What the server refuses, for an operator; empty if nothing. Never blocks. */
  Optional<String> problem() {
    return refusals.problem().or(settler::problem);
  }

  @Override
  public void handle(Message<MaxDeliveries> message) {
    MaxDeliveries advisory = message.payload();
    String what = id.stream() + "/" + advisory.sequence();
    try {
      giveUp(advisory);
      refusals.over(Refusals.Kind.GIVING_UP, what);
    } catch (TransportException e) {
      refusals.failed(
          Refusals.Kind.GIVING_UP,
          what,
          what + ", which max_deliver ended, cannot be given up: " + e.getMessage(),
          Failure.of(e),
          SHOWN);
      throw e;
    }
  }

  private void giveUp(MaxDeliveries advisory) {
    Optional<Delivery> dead =
        transport
            .recall(consumer, advisory.sequence(), advisory.deliveries())
            // A stream that was created anew has another message there, which is none of ours.
            .filter(found -> !found.timestamp().isAfter(advisory.at()));
    if (dead.isEmpty()) {
      log.warn(
          "handler {}: {}/{}: ended by max_deliver after {} deliveries, and gone from the stream"
              + " since; there is nothing left to keep as a dead letter",
          id.name(),
          id.stream(),
          advisory.sequence(),
          advisory.deliveries());
    } else if (isHandled(dead.get())) {
      log.info(
          "handler {}: {}/{}: was handled after all on delivery {}, the last one by max_deliver",
          id.name(),
          id.stream(),
          advisory.sequence(),
          advisory.deliveries());
    } else {
      settler.giveUp(
          dead.get(),
          new Outcome.Reject(
              "max_deliver of the consumer ended it after " + advisory.deliveries() + " deliveries",
              null));
    }
  }

  // An acknowledgement that came after the ack wait comes after the advisory.
  private boolean isHandled(Delivery delivery) {
    return attemptJournal
        .find(id, delivery)
        .filter(last -> last.stage() == AttemptNote.Stage.HANDLED)
        .filter(last -> last.attempt() == delivery.attempt())
        .isPresent();
  }
}
