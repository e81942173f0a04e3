package dev.weft.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weft.transport.SettingText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares configured settings with what the server has; only what is configured counts. */
final class ConfigDifferences {

  private static final ObjectMapper JSON = new ObjectMapper();

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
                differences.add(SettingText.difference(key, plain(present), plain(wanted)));
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

  private static @Nullable Object plain(@Nullable JsonNode value) {
    return switch (value) {
      case null -> null;
      case NullNode none -> null;
      case NumericNode number -> number.numberValue();
      case TextNode text -> text.textValue();
      default -> value;
    };
  }
}
