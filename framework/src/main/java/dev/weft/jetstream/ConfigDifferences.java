package dev.weft.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares configured settings with what the server has; only what is configured counts. */
final class ConfigDifferences {

  private static final ObjectMapper JSON = new ObjectMapper();

  // Written in nanoseconds by the server, read as durations by people.
  private static final Set<String> DURATIONS =
      Set.of(
          "ack_wait",
          "duplicate_window",
          "idle_heartbeat",
          "inactive_threshold",
          "max_age",
          "max_expires",
          "priority_timeout",
          "subject_delete_marker_ttl");

  private ConfigDifferences() {}

  /** One line for each setting on which the server disagrees, by key. */
  static List<String> between(Map<String, Object> configured, JsonNode server) {
    var differences = new ArrayList<String>();
    new TreeMap<>(configured)
        .forEach(
            (key, value) -> {
              JsonNode wanted = JSON.valueToTree(value);
              JsonNode present = server.get(key);
              if (!agree(wanted, present)) {
                differences.add(
                    key
                        + ": "
                        + show(key, present)
                        + " on the server, "
                        + show(key, wanted)
                        + " configured");
              }
            });
    return differences;
  }

  private static boolean agree(JsonNode wanted, @Nullable JsonNode present) {
    if (present == null || present.isNull()) {
      return isZero(wanted); // the server leaves out what is zero
    }
    if (wanted.isNumber() && present.isNumber()) {
      return wanted.decimalValue().compareTo(present.decimalValue()) == 0;
    }
    if (wanted.isObject() && present.isObject()) {
      return wanted.properties().stream()
          .allMatch(entry -> agree(entry.getValue(), present.get(entry.getKey())));
    }
    return wanted.equals(present);
  }

  private static boolean isZero(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> value.decimalValue().signum() == 0;
      case BOOLEAN -> !value.asBoolean();
      case STRING -> value.asText().isEmpty();
      case ARRAY, OBJECT -> value.isEmpty();
      case NULL, MISSING -> true;
      case BINARY, POJO -> false;
    };
  }

  private static String show(String key, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return "not set";
    }
    if (value.isNumber() && DURATIONS.contains(key)) {
      // 30s, 1m30s, 720h: as it could stand in the configuration
      return Duration.ofNanos(value.asLong()).toString().substring(2).toLowerCase(Locale.ROOT);
    }
    return value.toString();
  }
}
