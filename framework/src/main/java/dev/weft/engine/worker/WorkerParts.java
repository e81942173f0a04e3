package dev.weft.engine.worker;

import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.deadletter.Exhausted;
import dev.weft.engine.deadletter.ExhaustedAction;
import dev.weft.engine.deadletter.ParkKeyAction;
import dev.weft.engine.deadletter.ParkedKeys;
import dev.weft.engine.deadletter.StopAction;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryStore;

/** Makes the parts of a worker that its specification decides. */
public final class WorkerParts {

  private WorkerParts() {}

  /** Brings its messages to their ends. */
  public static Pipeline handling(WorkerSpec<?> spec, Gate gate, Time time, Observer observer) {
    return new Pipeline(
        Stages.wire(spec, gate, time, observer), spec.retry(), spec.timeout(), gate);
  }

  /**
   * Settles its messages.
   *
   * @param retryStore the one that the worker uses, which need not be the handler's
   * @param brake brings the worker to a stand
   */
  public static Settler settler(
      WorkerSpec<?> spec, RetryStore retryStore, Observer observer, StopAction.Brake brake) {
    ExhaustedAction exhaustedAction =
        spec.exhausted() instanceof Exhausted.Stop
            ? new StopAction(spec.id(), brake, observer)
            : actionAfterTheEnd(spec, observer);
    return new Settler(
        spec.id(), spec.ackConfirm(), exhaustedAction, spec.attemptJournal(), retryStore, observer);
  }

  /** What is done when the server has ended a message, so that no worker can have it again. */
  public static ExhaustedAction actionAfterTheEnd(WorkerSpec<?> spec, Observer observer) {
    var deadLetterAction = new DeadLetterAction(spec.id(), spec.deadLetters());
    return spec.exhausted() instanceof Exhausted.ParkKey(ParkedKeys keys)
        ? new ParkKeyAction(spec.id(), keys, deadLetterAction, observer)
        : deadLetterAction;
  }
}
