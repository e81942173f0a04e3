package dev.weft.engine.delivery;

import dev.weft.engine.TimeLimitException;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryPolicy;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one work to its end: the steps, then the wait for a settlement that others make. */
public final class Pipeline {

  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** What has failed without a verdict on its message is tried again after this. */
  public static final Duration NO_VERDICT = Duration.ofSeconds(10);

  private final Stage steps;
  private final RetryPolicy retry;
  private final Duration timeout;
  private final Gate gate;

  public Pipeline(Stage steps, RetryPolicy retry, Duration timeout, Gate gate) {
    this.steps = steps;
    this.retry = retry;
    this.timeout = timeout;
    this.gate = gate;
  }

  /**
   * Handles it on the calling thread; it is settled when this returns. Throws nothing. The thread
   * is interrupted afterwards only if the worker is stopped.
   */
  public void run(Attempt work) {
    work.beginIn(gate.breaker().period());
    try {
      if (steps.run(work).isEmpty()) {
        awaitSettled(work);
      }
    } catch (Throwable thrown) { // none of the steps may throw; if one does, no message is lost
      withoutVerdict(work, Failure.of(thrown));
    } finally {
      gate.clearStrayInterrupt();
    }
  }

  /**
   * What becomes of a message whose time is over.
   *
   * @param how what kept it from its end
   */
  public Outcome afterTimeout(Attempt work, String how) {
    Failure cause = Failure.of(new IllegalStateException(how)).withoutStack();
    Failure failure = TimeLimitException.failure(timeout, work.alarm().where(), cause);
    gate.breaker().failed(work.breakerPeriod(), failure);
    return retry.after(failure, work.delivery().attempt(), RandomGenerator.getDefault());
  }

  // With manual acknowledgement a message keeps its slot until it is settled.
  private void awaitSettled(Attempt work) {
    gate.clearStrayInterrupt();
    while (true) {
      try {
        if (work.awaitSettled(timeout)) {
          gate.breaker().succeeded(work.breakerPeriod());
        } else {
          work.conclude(afterTimeout(work, "not settled"));
        }
        return;
      } catch (InterruptedException e) {
        if (gate.isStopped()) {
          Thread.currentThread().interrupt(); // for the loop
          work.conclude(ApplyRetryPolicy.interrupted(Failure.of(e)));
          return;
        }
      }
    }
  }

  private static void withoutVerdict(Attempt work, Failure failure) {
    log.error(
        "handler of {}: {} has failed without a verdict, and is tried again in {} s: {}",
        work.delivery().subject(),
        work.delivery().id(),
        NO_VERDICT.toSeconds(),
        failure.stack());
    work.conclude(
        new Outcome.Retry(NO_VERDICT, "failed without a verdict: " + failure.describe(), failure));
  }
}
