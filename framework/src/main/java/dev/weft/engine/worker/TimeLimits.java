package dev.weft.engine.worker;

import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.dispatch.Dispatch;
import java.time.Duration;

/**
 * Sees that no call of one worker's handler takes for ever: interrupts it when its time is up, and
 * abandons the thread of one that ignores its interrupt. The housekeeper calls {@link #look}.
 */
final class TimeLimits {

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final String handler;
  private final Duration timeout;
  private final Dispatch dispatch;
  private final Pipeline pipeline;
  private final WorkerIncidents incidents;
  private final Housekeeper housekeeper;

  TimeLimits(
      String handler,
      Duration timeout,
      Dispatch dispatch,
      Pipeline pipeline,
      WorkerIncidents incidents,
      Housekeeper housekeeper) {
    this.handler = handler;
    this.timeout = timeout;
    this.dispatch = dispatch;
    this.pipeline = pipeline;
    this.incidents = incidents;
    this.housekeeper = housekeeper;
  }

  /** How often to look. */
  Duration interval() {
    return timeout.compareTo(LOOK) < 0 ? timeout : LOOK;
  }

  /** Looks at each attempt that is under way. */
  void look() {
    dispatch.eachActive(this::look);
  }

  private void look(Attempt attempt) {
    if (attempt.limitUsed().compareTo(timeout) < 0) {
      return;
    }
    long now = housekeeper.machine().nanoTime();
    if (attempt.alarm().ring(now)) {
      incidents.overdue(attempt.delivery(), timeout, attempt.alarm().where());
    } else if (attempt.alarm().isIgnored(now) && attempt.abandon()) {
      try {
        incidents.stuck(attempt.delivery(), attempt.thread());
      } finally { // or its room would be lost, whatever a logger or an observer throws
        // Not on the housekeeper's thread, which has other chores: settling may wait.
        housekeeper.start("weft-" + handler + "-replace", () -> replace(attempt));
      }
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
