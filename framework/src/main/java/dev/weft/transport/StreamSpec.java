package dev.weft.transport;

import java.util.Map;

/**
 * A stream as the configuration describes it.
 *
 * @param name the stream's name
 * @param settings NATS's own stream settings: snake_case keys and values as in the server's JSON
 *     (durations in nanoseconds as {@code Long}), passed through as they are; {@code name} is not
 *     among them. Only what stands here is compared with the server.
 */
public record StreamSpec(String name, Map<String, Object> settings) {

  /** Checks and copies the settings. */
  public StreamSpec {
    settings = Map.copyOf(settings);
  }
}
