package dev.weft.config;

import dev.weft.transport.StreamSpec;
import java.util.List;
import java.util.Map;

/** Reads {@code weft.streams}. */
final class StreamReader {

  private StreamReader() {}

  static List<StreamSpec> read(Section streams) {
    return streams.sections(null).stream().map(StreamReader::stream).toList();
  }

  /** The settings that every stream of dead letters has; its name and subjects are given. */
  static Map<String, Object> deadLetters(Section stream) {
    Map<String, Object> settings = NatsSettings.read(stream, NatsKeys.STREAM);
    for (String given : List.of("subjects", "mirror", "sources")) {
      if (stream.has(given)) {
        stream.problem(given, "is given: <STREAM>_DLQ takes DLQ.<STREAM>.>; leave it out");
      }
    }
    return settings;
  }

  /** The settings that every stream of retries has; what keeps its messages safe is given. */
  static Map<String, Object> retries(Section stream) {
    return NatsSettings.read(stream, NatsKeys.RETRY_STREAM);
  }

  private static StreamSpec stream(Section stream) {
    String name = stream.name();
    if (!Kinds.isName(name)) {
      stream.problem(
          "expected a stream's name without blanks, '.', '*', '>', '/' or '\\', as NATS asks for");
    }
    stream
        .find("name", Kinds.TEXT)
        .filter(other -> !other.equals(name))
        .ifPresent(
            other -> stream.problem("name", "expected " + name + ", the block's key, or nothing"));
    Map<String, Object> settings = NatsSettings.read(stream, NatsKeys.STREAM);
    boolean copies = stream.has("mirror") || stream.has("sources");
    boolean empty = stream.entry("subjects").map(Entry::isEmpty).orElse(true);
    if (empty && !copies) {
      stream.problem("subjects", "expected at least one subject, or else mirror or sources");
    }
    return new StreamSpec(name, settings);
  }
}
