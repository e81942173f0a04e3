package dev.weft.transport;

import java.util.Map;

/**
 * A durable consumer as the configuration describes it.
 *
 * @param stream the stream it takes from
 * @param name the consumer's durable name; all replicas of a handler share it
 * @param settings NATS's own consumer settings: snake_case keys and values as in the server's JSON
 *     (durations in nanoseconds as {@code Long}), passed through as they are; {@code durable_name}
 *     and {@code name} are not among them. Only what stands here is compared with the server.
 */
public record ConsumerSpec(String stream, String name, Map<String, Object> settings) {

  /** Checks and copies the settings. */
  public ConsumerSpec {
    settings = Map.copyOf(settings);
  }
}
