package dev.weft.engine;

import dev.weft.BatchHandler;
import dev.weft.Middleware;
import java.util.List;
import java.util.random.RandomGenerator;

/** Wires the way of one message. */
final class Steps {

  private Steps() {}

  /** The steps of a worker, outermost first: their order is the design. */
  static <T> Step wire(WorkerSpec<T> spec, Gate gate, Time time, Observer observer) {
    // Innermost: decode, then the middleware, then the handler. Whatever they throw is in the
    // result.
    Call invoke =
        new Invoke<>(
            spec.codec(),
            around(spec.middleware(), handler(spec, gate, time, observer)),
            spec.ack(),
            spec.emitter(),
            gate);
    // Bounds what may take long: the user's code. What comes of it is the breaker's to know.
    Call limit = new Judge(new Limit(invoke, spec.timeout()), spec.retry(), gate);
    // From here outwards a failure is an outcome.
    Step recover = new Recover(limit, spec.retry(), gate, RandomGenerator.getDefault());
    // What has had its last attempt goes no further; what is to have it, is noted.
    Step spent =
        spec.givesUpUnseen()
            ? new Spent(
                recover,
                spec.id(),
                spec.retry(),
                spec.lastAttempts(),
                spec.quarantine(),
                gate,
                spec.batch() != null,
                spec.exhausted() instanceof Exhausted.Stop)
            : recover;
    // What is behind a message that was given up goes no further either, if its key is parked.
    Step parked =
        spec.exhausted() instanceof Exhausted.ParkKey(ParkedKeys keys)
            ? new PassParked(spent, keys)
            : spent;
    // What was given up before, and could not be kept then, comes for that alone.
    Step rejected = new RejectPending(parked);
    // Nor does what is no message to be handled, or none any more.
    Step live = spec.expiring() ? new PassExpired(rejected, spec.id(), time, observer) : rejected;
    Step marked =
        spec.markers() == Markers.SKIP ? new SkipMarkers(live, spec.id(), observer) : live;
    // Does what follows for what is given up, such as its dead letter, then tells the transport.
    // Nothing after it may fail the message.
    Step settle = new Settle(marked);
    // What is observed includes the settlement.
    Step observe = new Observe(settle, spec.id(), observer, gate);
    // Around all that may log something about the message.
    Step logged = spec.logContext() ? new InLogContext(observe, spec.id()) : observe;
    // Outermost: what waits here has not begun.
    return new Undisturbed(logged, spec.quarantine(), gate);
  }

  // A batch handler is called with several, each of which has come all this way by itself.
  private static <T> Callee<T> handler(
      WorkerSpec<T> spec, Gate gate, Time time, Observer observer) {
    BatchPolicy batch = spec.batch();
    if (batch == null || !(spec.handler() instanceof BatchHandler<T> handler)) {
      return spec.handler()::handle;
    }
    var rules = new BatchRules(batch, spec.concurrency(), spec.retry(), spec.timeout());
    return new Batches<>(spec.id(), handler, rules, gate, time, observer);
  }

  // The first middleware is the outermost, so the chain is built from the handler outwards.
  private static <T> Callee<T> around(List<Middleware> middleware, Callee<T> handler) {
    Callee<T> chain = handler;
    for (int i = middleware.size() - 1; i >= 0; i--) {
      Middleware link = middleware.get(i);
      Callee<T> next = chain;
      chain = message -> link.handle(message, () -> next.call(message));
    }
    return chain;
  }
}
