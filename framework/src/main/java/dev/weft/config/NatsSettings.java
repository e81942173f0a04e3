package dev.weft.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a block of NATS's own keys to what the server's JSON has for them. */
final class NatsSettings {

  private NatsSettings() {}

  /** The settings that stand in the section: strings, longs, booleans, lists and maps of them. */
  static Map<String, Object> read(Section section, Map<String, NatsKey> keys) {
    var settings = new TreeMap<String, Object>();
    // In the order of the keys, so that the same mistake has the same hint in every run.
    new TreeMap<>(keys)
        .forEach((key, kind) -> read(section, key, kind).ifPresent(v -> settings.put(key, v)));
    return Map.copyOf(settings);
  }

  private static Optional<Object> read(Section section, String key, NatsKey kind) {
    if (!section.has(key)) {
      return Optional.empty();
    }
    return switch (kind) {
      case NatsKey.Value(Kind<?> value) -> section.find(key, value).map(Object.class::cast);
      case NatsKey.Values(Kind<?> value) -> Optional.of(section.list(key, value));
      case NatsKey.Block(Map<String, NatsKey> keys) ->
          Optional.of(read(section.section(key), keys));
      case NatsKey.Blocks(Map<String, NatsKey> keys) ->
          Optional.of(section.listed(key).stream().map(one -> read(one, keys)).toList());
      case NatsKey.Labels() -> Optional.of(labels(section.section(key)));
      case NatsKey.Refused(String why) -> {
        section.problem(key, why);
        yield Optional.empty();
      }
    };
  }

  private static Map<String, String> labels(Section section) {
    var labels = new TreeMap<String, String>();
    for (String key : section.keys()) {
      section.find(key, Kinds.ANY_TEXT).ifPresent(value -> labels.put(key, value));
    }
    return Map.copyOf(labels);
  }
}
