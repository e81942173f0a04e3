package dev.weft.engine.delivery;

import dev.weft.engine.DeliveryRefusals;
import dev.weft.engine.deadletter.ExhaustedAction;
import dev.weft.engine.deadletter.PendingRejections;
import dev.weft.engine.deadletter.Resolution;
import dev.weft.engine.retry.RetryStore;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides what the server is told of a delivery, once a copy is kept where the outcome needs one: a
 * dead letter, or a scheduled retry. Any thread may call any method.
 */
final class Resolver {

  private final ExhaustedAction exhaustedAction;
  private final RetryStore retryStore;
  private final DeliveryRefusals refusals;
  private final PendingRejections pending = new PendingRejections();

  Resolver(ExhaustedAction exhaustedAction, RetryStore retryStore, DeliveryRefusals refusals) {
    this.exhaustedAction = exhaustedAction;
    this.retryStore = retryStore;
    this.refusals = refusals;
  }

  /** How it was rejected when it was here before, if that could not be carried out then. */
  Optional<Outcome.Reject> pendingRejection(Delivery delivery) {
    return pending.find(delivery);
  }

  /**
   * The resolution of a delivery with this outcome. Blocks until the copy is stored, if there is
   * one; never throws.
   */
  Resolution resolve(Delivery delivery, Outcome wanted) {
    // An interrupted thread could not wait for a copy. It is a short wait, and the flag is kept.
    boolean interrupted = Thread.interrupted();
    try {
      return switch (wanted) {
        case Outcome.Ack ack -> Resolution.of(ack);
        case Outcome.Retry retry -> postpone(delivery, retry);
        case Outcome.Reject reject -> giveUp(delivery, reject);
      };
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What cannot be given up now comes again for that, and not for another call of its handler. */
  private Resolution giveUp(Delivery delivery, Outcome.Reject reject) {
    Resolution resolution = exhaustedAction.end(delivery, reject);
    Failure obstacle = resolution.obstacle();
    if (obstacle == null) {
      pending.remove(delivery);
      refusals.kept(delivery);
      return resolution;
    }
    Duration pause = pending.add(delivery, reject);
    refusals.notKept(delivery, obstacle, pause);
    return resolution.after(pause);
  }

  /** The copy first, then the end of the original; without a copy the consumer delays it. */
  private Resolution postpone(Delivery delivery, Outcome.Retry retry) {
    try {
      Optional<String> kept = retryStore.keep(delivery, retry);
      if (kept.isEmpty()) {
        return Resolution.of(retry);
      }
      refusals.scheduled();
      return new Resolution(because(retry, "waits in " + kept.get()), Outcome.Ack.INSTANCE, false);
    } catch (Throwable thrown) { // Errors too: without a copy the original must not end
      Failure failure = Failure.of(thrown);
      refusals.notScheduled(failure);
      return Resolution.of(
          because(retry, "not scheduled, so it holds a slot meanwhile: " + failure.text()));
    }
  }

  private static Outcome because(Outcome.Retry retry, String more) {
    return new Outcome.Retry(retry.after(), retry.reason() + " (" + more + ")", retry.cause());
  }
}
