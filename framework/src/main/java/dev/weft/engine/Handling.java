package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Brings one work to its end: the steps, then the wait for a settlement that others make. */
final class Handling {

  private final Step steps;
  private final RetryPolicy retry;
  private final Duration timeout;
  private final Breaker breaker;

  Handling(Step steps, RetryPolicy retry, Duration timeout, Breaker breaker) {
    this.steps = steps;
    this.retry = retry;
    this.timeout = timeout;
    this.breaker = breaker;
  }

  /** By the steps that a worker's specification asks for. */
  static Handling of(WorkerSpec<?> spec, Gate gate, Time time, Observer observer) {
    return new Handling(
        Steps.wire(spec, gate, time, observer), spec.retry(), spec.timeout(), gate.breaker());
  }

  /**
   * Handles it on the calling thread; it is settled when this returns or throws.
   *
   * @throws InterruptedException if the thread was interrupted while it waited for the settlement;
   *     the message was handed back
   */
  void run(Work work) throws InterruptedException {
    try {
      if (steps.run(work).isEmpty()) {
        awaitSettled(work);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a step threw, which none but the handler may", e);
    }
  }

  /** What becomes of a message whose time is over. */
  Outcome afterTimeout(Work work, String how) {
    var failure = new TimeLimitException(timeout, new IllegalStateException(how));
    breaker.failed(failure);
    return retry.after(failure, work.delivery().attempt(), RandomGenerator.getDefault());
  }

  // With manual acknowledgement a message keeps its slot until it is settled.
  private void awaitSettled(Work work) throws InterruptedException {
    try {
      if (work.awaitSettled(timeout)) {
        breaker.succeeded();
      } else {
        work.conclude(afterTimeout(work, "not settled"));
      }
    } catch (InterruptedException e) {
      work.conclude(new Outcome.Retry(Duration.ZERO, "interrupted, handed back", e));
      throw e;
    }
  }
}
