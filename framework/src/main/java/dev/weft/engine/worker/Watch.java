package dev.weft.engine.worker;

import dev.weft.engine.Threads;
import dev.weft.engine.clock.Alarm;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.dispatch.Dispatch;
import dev.weft.engine.retry.RetryStore;
import java.time.Duration;

/**
 * Watches over all that a worker holds, for its whole life: has it kept alive, and sees by the
 * housekeeper's clock that no handler takes for ever. Any thread may call it.
 */
final class Watch implements AutoCloseable {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration RETRIES_LOOK = Duration.ofSeconds(10);

  private final String handler;
  private final Duration timeout;
  private final Dispatch dispatch;
  private final Pipeline pipeline;
  private final Settler settler;
  private final Holdings holdings;
  private final ConsumerLook consumerLook;
  private final Housekeeper.Chore looks;
  private final Housekeeper.Chore retriesLooks;

  Watch(
      WorkerSpec<?> spec,
      Dispatch dispatch,
      Pipeline pipeline,
      Settler settler,
      RetryStore retryStore,
      Housekeeper housekeeper) {
    this.handler = spec.name();
    this.dispatch = dispatch;
    this.pipeline = pipeline;
    this.settler = settler;
    this.holdings = new Holdings(dispatch);
    this.consumerLook = new ConsumerLook(spec.name(), holdings::changes, holdings, housekeeper);
    this.timeout = spec.call().timeout();
    Duration interval = timeout.compareTo(LOOK) < 0 ? timeout : LOOK;
    this.looks = housekeeper.every(interval, () -> dispatch.eachActive(this::look));
    this.retriesLooks = housekeeper.every(RETRIES_LOOK, retryStore::look);
  }

  /** Keeps alive what this loop has received too, from now on. */
  void over(ReceiveLoop loop) {
    holdings.over(loop);
    consumerLook.follow();
  }

  @Override
  public void close() {
    looks.close();
    retriesLooks.close();
    consumerLook.close();
  }

  /** Looks whether the handler has been at work for too long. */
  private void look(Attempt attempt) {
    Duration age = attempt.limitUsed();
    if (age.compareTo(timeout) < 0) {
      return;
    }
    if (attempt.alarm().ring()) {
      settler.overdue(attempt.delivery(), timeout, attempt.alarm().where());
    } else if (attempt.alarm().isIgnored()
        && age.compareTo(timeout.plus(Alarm.GRACE)) >= 0
        && attempt.abandon()) {
      settler.stuck(attempt.delivery(), attempt.thread());
      // Not on the housekeeper's thread, which has other chores: settling may wait.
      Threads.start("weft-" + handler + "-replace", () -> replace(attempt));
    }
  }

  private void replace(Attempt attempt) {
    try {
      attempt.conclude(pipeline.afterTimeout(attempt, "stuck"));
    } finally {
      dispatch.replace(attempt); // its room must not be lost, whatever an observer throws
    }
  }
}
