package dev.weft.config.hocon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys that a section was asked for: there is no second list of them to keep. */
final class KnownKeys {

  /** Each with the sections below it: none for a value. */
  private final Map<String, List<Section>> asked = new LinkedHashMap<>();

  void addValue(String key) {
    asked.putIfAbsent(key, List.of());
  }

  void addSections(String key, List<Section> sections) {
    asked.put(key, List.copyOf(sections));
  }

  Optional<Section> section(String key) {
    return asked.getOrDefault(key, List.of()).stream().findFirst();
  }

  boolean contains(String key) {
    return asked.containsKey(key);
  }

  /** All sections below. */
  Stream<Section> sections() {
    return asked.values().stream().flatMap(List::stream);
  }

  /** The keys of values. */
  Stream<String> values() {
    return asked.entrySet().stream()
        .filter(entry -> entry.getValue().isEmpty())
        .map(Map.Entry::getKey);
  }

  /** What an unknown key was meant to be; it may be right and one level off. */
  Optional<String> nearest(String key) {
    Stream<String> below =
        asked.entrySet().stream()
            .flatMap(
                entry ->
                    entry.getValue().stream()
                        .flatMap(section -> section.known().asked.keySet().stream())
                        .map(name -> entry.getKey() + "." + name));
    return Nearest.to(key, Stream.concat(asked.keySet().stream(), below).distinct().toList());
  }
}
