package dev.weft.jetstream.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Objects;

/** The server's JSON for the settings of a stream or consumer, as plain values. */
public final class JsonSettings {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> PLAIN = new TypeReference<>() {};

  private JsonSettings() {}

  /** The settings that have a value. */
  public static Map<String, Object> plain(JsonNode config) {
    Map<String, Object> plain = JSON.convertValue(config, PLAIN);
    plain.values().removeIf(Objects::isNull);
    return plain;
  }
}
