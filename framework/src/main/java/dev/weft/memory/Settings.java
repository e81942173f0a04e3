package dev.weft.memory;

import dev.weft.TransportException;
import dev.weft.transport.settings.SettingDifferences;
import dev.weft.transport.settings.SettingText;
import dev.weft.transport.settings.SubjectPattern;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is set for one stream or consumer, over the defaults of a server. */
final class Settings {

  private final String owner;
  private final Map<String, Object> values;

  /**
   * Settings over their defaults.
   *
   * @param owner what they are of, for errors
   */
  Settings(String owner, Map<String, Object> defaults, Map<String, Object> given) {
    this.owner = owner;
    this.values = new HashMap<>(defaults);
    given.forEach((key, value) -> values.put(key, plain(value)));
  }

  /** Refuses a setting that is neither known nor off: it would silently not be kept. */
  void allowOnly(Set<String> heeded, Set<String> ignored) {
    for (String key : new TreeMap<>(values).keySet()) {
      if (!heeded.contains(key) && !ignored.contains(key) && !isOff(values.get(key))) {
        throw refusal(
            key, "the memory transport does not have it; leave it out, or use a NATS server");
      }
    }
  }

  /** A number as it is set; 0 if it is not. */
  long number(String key) {
    return switch (values.get(key)) {
      case null -> 0;
      case Long number -> number;
      case Object other -> throw refusal(key, "expected a whole number");
    };
  }

  /** A flag as it is set; off if it is not. */
  boolean flag(String key) {
    return switch (values.get(key)) {
      case null -> false;
      case Boolean flag -> flag;
      case Object other -> throw refusal(key, "expected true or false");
    };
  }

  /** One word out of those that can be honoured. */
  String oneOf(String key, Set<String> possible) {
    if (values.get(key) instanceof String word && possible.contains(word)) {
      return word;
    }
    throw refusal(
        key,
        "the memory transport has "
            + String.join(", ", sorted(possible))
            + "; use one of these, or a NATS server");
  }

  /** The subjects under a key that holds one or a list; none if it is not set. */
  List<SubjectPattern> subjects(String key) {
    Object value = values.get(key);
    Collection<?> list =
        value instanceof Collection<?> many ? many : value == null ? List.of() : List.of(value);
    try {
      return list.stream().map(String::valueOf).map(SubjectPattern::of).toList();
    } catch (IllegalArgumentException e) {
      throw TransportException.lasting(owner + ": " + key + ": " + e.getMessage(), e);
    }
  }

  /** All of them, by NATS's names. */
  Map<String, Object> values() {
    return Map.copyOf(values);
  }

  /** One line for each configured setting that is another one here and now. */
  List<String> differences(Map<String, Object> configured, Instant now) {
    return SettingDifferences.between(configured, values, now);
  }

  TransportException refusal(String key, String expected) {
    return TransportException.lasting(
        owner + ": " + key + " = " + SettingText.of(key, values.get(key)) + ": " + expected, null);
  }

  // A configuration file yields Integer where another yields Long.
  private static Object plain(Object value) {
    return switch (value) {
      case Integer number -> number.longValue();
      case Collection<?> list -> list.stream().map(Settings::plain).toList();
      default -> value;
    };
  }

  // For the server 0, -1, false and the empty value all say that a feature is not used.
  private static boolean isOff(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Long number -> number <= 0;
      case Boolean flag -> !flag;
      case String text -> text.isEmpty();
      case Collection<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }
}
