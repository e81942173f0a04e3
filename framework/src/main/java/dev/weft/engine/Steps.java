package dev.weft.engine;

import dev.weft.Handler;
import dev.weft.Middleware;
import java.util.List;
import java.util.random.RandomGenerator;

/** Wires the way of one message. */
final class Steps {

  private Steps() {}

  /** The steps of a worker, outermost first: their order is the design. */
  static <T> Step wire(WorkerSpec<T> spec, Breaker breaker, Observer observer) {
    // Innermost: decode, then the middleware, then the handler. Here anything may be thrown.
    Step invoke =
        new Invoke<>(
            spec.codec(), around(spec.middleware(), spec.handler()), spec.ack(), spec.emitter());
    // Bounds what may take long: the user's code. What comes of it is the breaker's to know.
    Step limit = new Judge(new Limit(invoke, spec.timeout()), spec.retry(), breaker);
    // From here outwards nothing is thrown: a failure has become an outcome.
    Step recover = new Recover(limit, spec.retry(), RandomGenerator.getDefault());
    // What has had its last attempt goes no further; what is to have it, is noted.
    Step spent =
        spec.givesUpUnseen()
            ? new Spent(
                recover,
                spec.id(),
                spec.retry().attempts(),
                spec.lastAttempts(),
                spec.exhausted() instanceof Exhausted.Stop)
            : recover;
    // What is behind a message that was given up goes no further either, if its key is parked.
    Step parked =
        spec.exhausted() instanceof Exhausted.ParkKey(ParkedKeys keys)
            ? new PassParked(spent, keys)
            : spent;
    // Does what follows for what is given up, such as its dead letter, then tells the transport.
    // Nothing after it may fail the message.
    Step settle = new Settle(parked);
    // Outermost, so that what is observed includes the settlement.
    return new Observe(settle, spec.id(), observer);
  }

  // The first middleware is the outermost, so the chain is built from the handler outwards.
  private static <T> Handler<T> around(List<Middleware> middleware, Handler<T> handler) {
    Handler<T> chain = handler;
    for (int i = middleware.size() - 1; i >= 0; i--) {
      Middleware link = middleware.get(i);
      Handler<T> next = chain;
      chain = message -> link.handle(message, () -> next.handle(message));
    }
    return chain;
  }
}
