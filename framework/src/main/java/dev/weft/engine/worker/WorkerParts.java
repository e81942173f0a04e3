package dev.weft.engine.worker;

import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.engine.deadletter.StopAction;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryStore;
import dev.weft.machine.Machine;

/** Makes the parts of a worker that its specification decides. */
public final class WorkerParts {

  private WorkerParts() {}

  /** Brings its messages to their ends. */
  public static Pipeline pipeline(WorkerSpec<?> spec, Gate gate, Time time, Observer observer) {
    return new Pipeline(
        Stages.wire(spec, gate, time, observer),
        spec.settlement().retry(),
        spec.call().timeout(),
        gate);
  }

  /**
   * Settles its messages.
   *
   * @param retryStore the one that the worker uses, which need not be the handler's
   * @param brake halts the worker
   */
  public static Settler settler(
      Machine machine,
      WorkerSpec<?> spec,
      RetryStore retryStore,
      Observer observer,
      StopAction.Brake brake) {
    return new Settler(
        machine,
        spec.id(),
        spec.settlement().ackConfirm(),
        new Settler.Keeping(
            spec.giveUp().action(spec.id(), observer, brake),
            spec.giveUp().attemptJournal(),
            retryStore),
        observer);
  }
}
