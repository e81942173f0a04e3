package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.util.Optional;

/**
 * Tells the breaker how the handler fared. What it says of the message itself (that it is to be
 * given up, or to come later) is no sign of how well it works, and neither is an interrupt.
 */
record Judge(Step next, RetryPolicy policy, Breaker breaker) implements Step {

  @Override
  public Optional<Outcome> run(Work work) throws Exception {
    Optional<Outcome> outcome;
    try {
      outcome = next.run(work);
    } catch (Throwable failure) {
      if (!policy.isWordOnMessage(failure) && !Recover.isInterrupt(failure)) {
        breaker.failed(failure);
      }
      throw failure;
    }
    // A rejection was not thrown, so the handler was never called: the payload is unreadable.
    // Without an outcome the handler's own settlement is still to come; the loop waits for it.
    if (outcome.isPresent() && outcome.get() instanceof Outcome.Ack) {
      breaker.succeeded();
    }
    return outcome;
  }
}
