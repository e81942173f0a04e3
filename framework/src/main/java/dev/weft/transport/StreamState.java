package dev.weft.transport;

import java.util.Map;

/**
 * How a stream stands, by the server's word.
 *
 * @param settings its settings, under NATS's names
 * @param messages how many messages it has
 * @param bytes how many bytes they take of its {@code max_bytes}
 */
public record StreamState(Map<String, Object> settings, long messages, long bytes) {

  /** One of its limits, such as {@code max_bytes}; 0 if it has none. */
  public long limit(String name) {
    return settings.get(name) instanceof Number limit ? Math.max(0, limit.longValue()) : 0;
  }
}
