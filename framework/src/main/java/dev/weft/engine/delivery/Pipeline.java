package dev.weft.engine.delivery;

import dev.weft.RetryPolicy;
import dev.weft.engine.TimeLimitException;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryDecision;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one attempt to its end: the stages, then the wait for a settlement that others make. */
public final class Pipeline {

  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** What has failed without a verdict on its message is tried again after this. */
  public static final Duration NO_VERDICT = Duration.ofSeconds(10);

  private final Stage stages;
  private final RetryPolicy retry;
  private final Duration timeout;
  private final Gate gate;

  public Pipeline(Stage stages, RetryPolicy retry, Duration timeout, Gate gate) {
    this.stages = stages;
    this.retry = retry;
    this.timeout = timeout;
    this.gate = gate;
  }

  /**
   * Handles it on the calling thread; it is settled when this returns. Throws nothing. The thread
   * is interrupted afterwards only if the worker is stopped.
   */
  public void run(Attempt attempt) {
    attempt.beginIn(gate.breaker().period());
    try {
      if (stages.run(attempt).isEmpty()) {
        awaitSettled(attempt);
      }
    } catch (Throwable thrown) { // none of the stages may throw; if one does, no message is lost
      withoutVerdict(attempt, Failure.of(thrown));
    } finally {
      gate.clearStrayInterrupt();
    }
  }

  /**
   * What becomes of a message whose time is over.
   *
   * @param how what kept it from its end
   */
  public Outcome afterTimeout(Attempt attempt, String how) {
    Failure cause = Failure.of(new IllegalStateException(how)).withoutStack();
    Failure failure = TimeLimitException.failure(timeout, attempt.alarm().where(), cause);
    gate.breaker().failed(attempt.breakerPeriod(), failure);
    return RetryDecision.after(
        retry, failure, attempt.delivery().attempt(), gate.machine().random());
  }

  // With manual acknowledgement a message keeps its slot until it is settled.
  private void awaitSettled(Attempt attempt) {
    gate.clearStrayInterrupt();
    while (true) {
      try {
        if (attempt.awaitSettled(timeout)) {
          gate.breaker().succeeded(attempt.breakerPeriod());
        } else {
          attempt.conclude(afterTimeout(attempt, "not settled"));
        }
        return;
      } catch (InterruptedException e) {
        if (gate.isStopped()) {
          Thread.currentThread().interrupt(); // for the loop
          attempt.conclude(ApplyRetryPolicy.interrupted(Failure.of(e)));
          return;
        }
      }
    }
  }

  private static void withoutVerdict(Attempt attempt, Failure failure) {
    log.error(
        "handler of {}: {} has failed without a verdict, and is tried again in {} s: {}",
        attempt.delivery().subject(),
        attempt.delivery().id(),
        NO_VERDICT.toSeconds(),
        failure.stack());
    attempt.conclude(
        new Outcome.Retry(NO_VERDICT, "failed without a verdict: " + failure.describe(), failure));
  }
}
