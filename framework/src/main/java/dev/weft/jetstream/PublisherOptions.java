package dev.weft.jetstream;

import dev.weft.PublishLimits;
import dev.weft.engine.Observer;
import java.time.Duration;

/**
 * What a publisher of the typed API may choose; immutable.
 *
 * @param timeout how long each try waits for the server's confirmation; more than zero
 * @param limits how long a publish is tried again, and how many of this publisher may be unanswered
 * @param observer telemetry, such as {@code Telemetry.observer(openTelemetry)}
 */
public record PublisherOptions(Duration timeout, PublishLimits limits, Observer observer) {

  private static final PublisherOptions DEFAULTS =
      new PublisherOptions(Duration.ofSeconds(5), PublishLimits.defaults(), Observer.none());

  /** Checks the time-out. */
  public PublisherOptions {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout " + timeout + ": expected more than zero");
    }
    observer = Observer.guarded(observer);
  }

  /** 5 s for each try, tries for 30 s, 1,000 in flight, no telemetry. */
  public static PublisherOptions defaults() {
    return DEFAULTS;
  }

  /** These options, with the given time-out of each try. */
  public PublisherOptions withTimeout(Duration chosen) {
    return new PublisherOptions(chosen, limits, observer);
  }

  /** These options, with the given limits. */
  public PublisherOptions withLimits(PublishLimits chosen) {
    return new PublisherOptions(timeout, chosen, observer);
  }

  /** These options, with the given telemetry. */
  public PublisherOptions withObserver(Observer chosen) {
    return new PublisherOptions(timeout, limits, chosen);
  }
}
