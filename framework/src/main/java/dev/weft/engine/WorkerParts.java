package dev.weft.engine;

/** Makes the parts of a worker that its specification decides. */
final class WorkerParts {

  private WorkerParts() {}

  /** Brings its messages to their ends. */
  static Handling handling(WorkerSpec<?> spec, Gate gate, Time time, Observer observer) {
    return new Handling(Steps.wire(spec, gate, time, observer), spec.retry(), spec.timeout(), gate);
  }

  /**
   * Settles its messages.
   *
   * @param longRetries those that the worker uses, which need not be the handler's
   * @param brake brings the worker to a stand
   */
  static Settler settler(
      WorkerSpec<?> spec, LongRetries longRetries, Observer observer, Standstill.Brake brake) {
    GivingUp givingUp =
        spec.exhausted() instanceof Exhausted.Stop
            ? new Standstill(spec.id(), brake, observer)
            : givingUpAfterTheEnd(spec, observer);
    return new Settler(
        spec.id(), spec.ackConfirm(), givingUp, spec.lastAttempts(), longRetries, observer);
  }

  /** What is done when the server has ended a message, so that no worker can have it again. */
  static GivingUp givingUpAfterTheEnd(WorkerSpec<?> spec, Observer observer) {
    var burial = new Burial(spec.id(), spec.deadLetters());
    return spec.exhausted() instanceof Exhausted.ParkKey(ParkedKeys keys)
        ? new Parking(spec.id(), keys, burial, observer)
        : burial;
  }
}
