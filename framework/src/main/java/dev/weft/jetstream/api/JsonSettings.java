package dev.weft.jetstream.api;

import dev.weft.codec.json.Json;
import java.util.Map;
import java.util.Objects;

/** The server's JSON for the settings of a stream or consumer, as plain values. */
public final class JsonSettings {

  private JsonSettings() {}

  /** The settings that have a value. */
  public static Map<String, Object> plain(Json config) {
    Map<String, Object> plain = config.asMap();
    plain.values().removeIf(Objects::isNull);
    return plain;
  }
}
