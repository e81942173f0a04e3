package dev.weft.engine.delivery;

import dev.weft.RetryPolicy;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryDecision;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;

/**
 * Reports success or failure of the handler to the circuit breaker. An exception about the message
 * itself (a rejection, a retry that it asks for) counts as neither, and so does the interrupt of a
 * stop.
 */
public record ReportToBreaker(Call next, RetryPolicy policy, Gate gate) implements Call {

  @Override
  public Result run(Attempt attempt) {
    Result result = next.run(attempt);
    switch (result) {
      case Result.Failed(Failure failure) -> {
        if (!RetryDecision.isWordOnMessage(policy, failure) && !gate.isStop(failure)) {
          gate.breaker().failed(attempt.breakerPeriod(), failure);
        }
      }
      // A rejection was not thrown, so the handler was never called: the payload is unreadable.
      // Without an outcome the handler's own settlement is still to come; the loop waits for it.
      case Result.Done(var outcome) -> {
        if (outcome.isPresent() && outcome.get() instanceof Outcome.Ack) {
          gate.breaker().succeeded(attempt.breakerPeriod());
        }
      }
    }
    return result;
  }
}
