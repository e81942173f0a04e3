package dev.weft.runtime.scope;

import dev.weft.config.ShutdownConfig;
import java.time.Duration;

/**
 * How long the parts of a stop may take.
 *
 * @param drain for the messages in work to end
 * @param interrupt for them to end once they are interrupted
 * @param step for each other step that waits for somebody: longer than any takes that goes well
 */
public record StopLimits(Duration drain, Duration interrupt, Duration step) {

  private static final Duration STEP = Duration.ofSeconds(15);

  /** What is configured. */
  public static StopLimits of(ShutdownConfig config) {
    return new StopLimits(config.drain(), config.interrupt(), STEP);
  }

  /** For what was received to be handed back, however short the drain. */
  Duration handBack() {
    return drain.compareTo(step) < 0 ? step : drain;
  }
}
