package dev.weft.transport;

import java.util.Map;

/**
 * How a stream stands, by the server's word.
 *
 * @param settings its settings, under NATS's names
 * @param messages how many messages it has
 * @param bytes how many bytes they take of its {@code max_bytes}
 * @param lastSequence of all the messages that it ever had; grows with each, and starts anew where
 *     the stream was created anew
 * @param subjects how many messages it has on each of the subjects that were asked for, 100,000 of
 *     them at most
 */
public record StreamState(
    Map<String, Object> settings,
    long messages,
    long bytes,
    long lastSequence,
    Map<String, Long> subjects) {

  /** Copies the subjects. */
  public StreamState {
    subjects = Map.copyOf(subjects);
  }

  /** One of its limits, such as {@code max_bytes}; 0 if it has none. */
  public long limit(String name) {
    return settings.get(name) instanceof Number limit ? Math.max(0, limit.longValue()) : 0;
  }
}
