package dev.weft.config;

import java.time.Duration;
import java.util.Map;

/**
 * How retries that wait long are kept.
 *
 * @param longerThan waits up to this are the consumer's own delays
 * @param stream NATS's own settings for each stream of retries
 */
public record ScheduledRetriesConfig(Duration longerThan, Map<String, Object> stream) {

  /** Copies the settings. */
  public ScheduledRetriesConfig {
    stream = Map.copyOf(stream);
  }
}
