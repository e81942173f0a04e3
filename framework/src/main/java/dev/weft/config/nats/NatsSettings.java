package dev.weft.config.nats;

import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a block of NATS's own keys to what the server's JSON has for them. */
public final class NatsSettings {

  /** How NATS writes a key; what is written otherwise can be none of its. */
  private static final Pattern NATS_KEY = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  private static final Set<String> NAMES = Set.of("name", "durable_name"); // read apart

  private NatsSettings() {}

  /** The settings that stand in the section: strings, longs, booleans, lists and maps of them. */
  public static Map<String, Object> read(Section section, Map<String, NatsKey> keys) {
    var settings = new TreeMap<String, Object>();
    // In the order of the keys, so that the same mistake has the same hint in every run.
    new TreeMap<>(keys)
        .forEach((key, kind) -> read(section, key, kind).ifPresent(v -> settings.put(key, v)));
    strangers(section, settings);
    return Map.copyOf(settings);
  }

  // A newer server may have a setting that is not known here; one that has not will refuse it.
  private static void strangers(Section section, Map<String, Object> settings) {
    for (String key :
        section.strangers(one -> !NAMES.contains(one) && NATS_KEY.matcher(one).matches())) {
      section
          .entry(key)
          .flatMap(entry -> plain(entry.value().unwrapped()))
          .ifPresent(value -> settings.put(key, value));
      section.warn(
          key,
          "not a setting of NATS that this version of Weft knows; it goes to the server as it"
              + " stands here, and the start fails if the server does not know it either");
    }
  }

  private static Optional<Object> plain(@Nullable Object value) {
    return switch (value) {
      case null -> Optional.empty();
      case Integer number -> Optional.of(number.longValue());
      case List<?> list -> Optional.of(list.stream().flatMap(one -> plain(one).stream()).toList());
      case Map<?, ?> map -> {
        var block = new TreeMap<String, Object>();
        map.forEach((key, one) -> plain(one).ifPresent(it -> block.put(String.valueOf(key), it)));
        yield Optional.of(Map.copyOf(block));
      }
      default -> Optional.of(value);
    };
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
