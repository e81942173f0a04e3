package dev.weft.engine.worker;

import dev.weft.BatchHandler;
import dev.weft.Middleware;
import dev.weft.engine.Observer;
import dev.weft.engine.batch.BatchPolicy;
import dev.weft.engine.batch.BatchRules;
import dev.weft.engine.batch.Batches;
import dev.weft.engine.clock.Time;
import dev.weft.engine.deadletter.Exhausted;
import dev.weft.engine.deadletter.ParkedKeys;
import dev.weft.engine.delivery.ApplyRetryPolicy;
import dev.weft.engine.delivery.Call;
import dev.weft.engine.delivery.HandlerCall;
import dev.weft.engine.delivery.InLogContext;
import dev.weft.engine.delivery.Invoke;
import dev.weft.engine.delivery.LastAttemptGuard;
import dev.weft.engine.delivery.Observe;
import dev.weft.engine.delivery.PassExpired;
import dev.weft.engine.delivery.PassParked;
import dev.weft.engine.delivery.RejectPending;
import dev.weft.engine.delivery.ReportToBreaker;
import dev.weft.engine.delivery.Settle;
import dev.weft.engine.delivery.SkipMarkers;
import dev.weft.engine.delivery.Stage;
import dev.weft.engine.delivery.TimeLimit;
import dev.weft.engine.delivery.Undisturbed;
import dev.weft.engine.flow.Gate;
import java.util.List;
import java.util.random.RandomGenerator;

/** Wires the way of one message. */
public final class Stages {

  private Stages() {}

  /** The stages of a worker's pipeline, outermost first: their order is the design. */
  static <T> Stage wire(WorkerSpec<T> spec, Gate gate, Time time, Observer observer) {
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
    Call limit = new ReportToBreaker(new TimeLimit(invoke, spec.timeout()), spec.retry(), gate);
    // From here outwards a failure is an outcome.
    Stage recover = new ApplyRetryPolicy(limit, spec.retry(), gate, RandomGenerator.getDefault());
    // What has had its last attempt goes no further; what is to have it, is noted.
    Stage spent =
        spec.givesUpUnseen()
            ? new LastAttemptGuard(
                recover,
                spec.id(),
                spec.retry(),
                spec.attemptJournal(),
                spec.quarantine(),
                gate,
                spec.batch() != null,
                spec.exhausted() instanceof Exhausted.Stop)
            : recover;
    // What is behind a message that was given up goes no further either, if its key is parked.
    Stage parked =
        spec.exhausted() instanceof Exhausted.ParkKey(ParkedKeys keys)
            ? new PassParked(spent, keys)
            : spent;
    // What was given up before, and could not be kept then, comes for that alone.
    Stage rejected = new RejectPending(parked);
    // Nor does what is no message to be handled, or none any more.
    Stage live = spec.expiring() ? new PassExpired(rejected, spec.id(), time, observer) : rejected;
    Stage marked =
        spec.markers() == Markers.SKIP ? new SkipMarkers(live, spec.id(), observer) : live;
    // Does what follows for what is given up, such as its dead letter, then tells the transport.
    // Nothing after it may fail the message.
    Stage settle = new Settle(marked);
    // What is observed includes the settlement.
    Stage observe = new Observe(settle, spec.id(), observer, gate);
    // Around all that may log something about the message.
    Stage logged = spec.logContext() ? new InLogContext(observe, spec.id()) : observe;
    // Outermost: what waits here has not begun.
    return new Undisturbed(logged, spec.quarantine(), gate);
  }

  // A batch handler is called with several, each of which has come all this way by itself.
  private static <T> HandlerCall<T> handler(
      WorkerSpec<T> spec, Gate gate, Time time, Observer observer) {
    BatchPolicy batch = spec.batch();
    if (batch == null || !(spec.handler() instanceof BatchHandler<T> handler)) {
      return spec.handler()::handle;
    }
    var rules = new BatchRules(batch, spec.concurrency(), spec.retry(), spec.timeout());
    return new Batches<>(spec.id(), handler, rules, gate, time, observer);
  }

  // The first middleware is the outermost, so the chain is built from the handler outwards.
  private static <T> HandlerCall<T> around(List<Middleware> middleware, HandlerCall<T> handler) {
    HandlerCall<T> chain = handler;
    for (int i = middleware.size() - 1; i >= 0; i--) {
      Middleware link = middleware.get(i);
      HandlerCall<T> next = chain;
      chain = message -> link.handle(message, () -> next.call(message));
    }
    return chain;
  }
}
