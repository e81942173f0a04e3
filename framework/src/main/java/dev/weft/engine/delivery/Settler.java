package dev.weft.engine.delivery;

import dev.weft.TransportException;
import dev.weft.engine.DeliveryRefusals;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.ExhaustedAction;
import dev.weft.engine.deadletter.Resolution;
import dev.weft.engine.retry.RetryStore;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Optional;

/**
 * Settles the deliveries of one handler, and tells the observer and the log. Any thread may call
 * any method.
 */
public final class Settler {

  /**
   * What keeps what is not acknowledged.
   *
   * @param exhaustedAction what is done with a message that is given up
   * @param attemptJournal remembers last attempts
   * @param retryStore where retries wait
   */
  public record Keeping(
      ExhaustedAction exhaustedAction, AttemptJournal attemptJournal, RetryStore retryStore) {}

  private final Machine machine;
  private final HandlerId handler;
  private final boolean confirm;
  private final AttemptJournal attemptJournal;
  private final Observer observer;
  private final SettlementLog log;
  private final DeliveryRefusals refusals;
  private final Resolver resolver;

  /**
   * A settler of one handler's deliveries.
   *
   * @param confirm whether each settlement waits until the server has confirmed it
   */
  public Settler(
      Machine machine, HandlerId handler, boolean confirm, Keeping keeping, Observer observer) {
    this.machine = machine;
    this.handler = handler;
    this.confirm = confirm;
    this.attemptJournal = keeping.attemptJournal();
    this.observer = observer;
    this.log = new SettlementLog(handler);
    this.refusals = new DeliveryRefusals(machine);
    this.resolver = new Resolver(keeping.exhaustedAction(), keeping.retryStore(), refusals);
  }

  /** The machine that the handler runs on. */
  Machine machine() {
    return machine;
  }

  /**
   * Settles a delivery. Never throws: the handler has done its part already.
   *
   * @param lastAttempt whether it is noted as a last attempt that was begun
   */
  public void settle(Delivery delivery, Outcome wanted, boolean lastAttempt) {
    if (log.tells(wanted)) {
      log.about(delivery, () -> settleNow(delivery, wanted, lastAttempt));
    } else {
      settleNow(delivery, wanted, lastAttempt);
    }
  }

  private void settleNow(Delivery delivery, Outcome wanted, boolean lastAttempt) {
    Resolution resolution = resolver.resolve(delivery, wanted);
    if (lastAttempt) {
      noteEnd(delivery, resolution);
    }
    end(delivery, resolution);
  }

  /**
   * Keeps and ends what the server delivers no more.
   *
   * @throws TransportException if it could not be kept, or not be ended: to be called again then
   */
  public void giveUp(Delivery delivery, Outcome.Reject reject) {
    log.about(delivery, () -> giveUpOrThrow(delivery, reject));
  }

  private void giveUpOrThrow(Delivery delivery, Outcome.Reject reject) {
    Resolution resolution = resolver.resolve(delivery, reject);
    if (resolution.told() instanceof Outcome.Retry retry) {
      throw TransportException.passing(retry.reason(), null);
    }
    if (!end(delivery, resolution)) {
      throw TransportException.passing("kept, but not known to be ended", null);
    }
  }

  /** How it was rejected when it was here before, if that could not be carried out then. */
  Optional<Outcome.Reject> pendingRejection(Delivery delivery) {
    return resolver.pendingRejection(delivery);
  }

  /** What the server refuses to take, for an operator; empty if nothing. Never blocks. */
  public Optional<String> problem() {
    return refusals.problem();
  }

  /** A message emitted something that is not stored. */
  void notEmitted(Delivery delivery, String subject, Failure failure) {
    refusals.notEmitted(delivery, subject, failure);
  }

  /** Something that was emitted to a subject is stored. */
  void emitted(String subject) {
    refusals.emitted(subject);
  }

  /** The delivery was settled before; the first settlement counts, and this one is not sent. */
  void settledBefore(Delivery delivery, Outcome outcome) {
    log.settledBefore(delivery, outcome);
  }

  // Before the settlement: a note that outlived it would have the message given up unseen when it
  // comes again.
  private void noteEnd(Delivery delivery, Resolution resolution) {
    try {
      resolution.stage().ifPresent(stage -> attemptJournal.note(handler, delivery, stage));
    } catch (Throwable thrown) { // the settlement goes on without it
      log.notNoted(delivery, thrown);
    }
  }

  private boolean end(Delivery delivery, Resolution resolution) {
    boolean sent = send(delivery, resolution.sent());
    if (!resolution.isLogged()) {
      log.settled(delivery, resolution.told());
    }
    observer.settled(handler, delivery, resolution.told(), sent);
    return sent;
  }

  private boolean send(Delivery delivery, Outcome outcome) {
    try {
      if (confirm) {
        delivery.settleConfirmed(outcome);
      } else {
        delivery.settle(outcome);
      }
      return true;
    } catch (Throwable thrown) { // Errors too: nothing after this may fail the message
      log.notSettled(delivery, outcome, confirm, thrown);
      return false;
    }
  }
}
