package dev.weft.engine.worker;

import dev.weft.BatchHandler;
import dev.weft.BatchPolicy;
import dev.weft.Handler;
import dev.weft.Middleware;
import dev.weft.RetryPolicy;
import dev.weft.engine.Observer;
import dev.weft.engine.batch.BatchRules;
import dev.weft.engine.batch.Batches;
import dev.weft.engine.clock.Time;
import dev.weft.engine.deadletter.LastAttempts;
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

/** Wires the way of one message. */
public final class Stages {

  private Stages() {}

  /** The stages of a worker's pipeline, outermost first: their order is the design. */
  static <T> Stage wire(WorkerSpec<T> spec, Gate gate, Time time, Observer observer) {
    CallSpec<T> call = spec.call();
    IntakeSpec intake = spec.intake();
    GiveUpSpec giveUp = spec.giveUp();
    RetryPolicy retry = spec.settlement().retry();
    // Innermost: decode, then the middleware, then the handler. Whatever they throw is in the
    // result.
    Call invoke =
        new Invoke<>(
            call.codec(),
            around(call.middleware(), handler(spec, gate, time, observer)),
            spec.settlement().ack(),
            call.emitter(),
            gate);
    // Bounds what may take long: the user's code. What comes of it is the breaker's to know.
    Call limit = new ReportToBreaker(new TimeLimit(invoke, call.timeout()), retry, gate);
    // From here outwards a failure is an outcome.
    Stage recover = new ApplyRetryPolicy(limit, retry, gate);
    // What has had its last attempt goes no further; what is to have it, is noted.
    Stage spent =
        spec.givesUpUnseen()
            ? new LastAttemptGuard(
                recover,
                new LastAttempts(spec.id(), retry, giveUp.attemptJournal()),
                giveUp.quarantine(),
                gate,
                call.handler().gathers(),
                giveUp.policy().comesAgain())
            : recover;
    // What is behind a message that was given up goes no further either, if its key is parked.
    Stage parked =
        giveUp.policy().parkedKeys().<Stage>map(keys -> new PassParked(spent, keys)).orElse(spent);
    // What was given up before, and could not be kept then, comes for that alone.
    Stage rejected = new RejectPending(parked);
    // Nor does what is no message to be handled, or none any more.
    Stage live =
        intake.expiring() ? new PassExpired(rejected, spec.id(), time, observer) : rejected;
    Stage marked =
        intake.markers() == Markers.SKIP ? new SkipMarkers(live, spec.id(), observer) : live;
    // Does what follows for what is given up, such as its dead letter, then tells the transport.
    // Nothing after it may fail the message.
    Stage settle = new Settle(marked);
    // What is observed includes the settlement.
    Stage observe = new Observe(settle, spec.id(), observer, gate);
    // Around all that may log something about the message.
    Stage logged = call.logContext() ? new InLogContext(observe, spec.id()) : observe;
    // Outermost: what waits here has not begun.
    return new Undisturbed(logged, giveUp.quarantine(), gate);
  }

  // A batch handler is called with several, each of which has come all this way by itself.
  private static <T> HandlerCall<T> handler(
      WorkerSpec<T> spec, Gate gate, Time time, Observer observer) {
    return switch (spec.call().handler()) {
      case UserHandler.Single<T>(Handler<T> handler) -> handler::handle;
      case UserHandler.Batched<T>(BatchHandler<T> handler, BatchPolicy policy) -> {
        var rules =
            new BatchRules(
                policy,
                spec.flow().concurrency(),
                spec.settlement().retry(),
                spec.call().timeout());
        yield new Batches<>(spec.id(), handler, rules, gate, time, observer);
      }
    };
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
