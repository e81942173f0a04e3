package dev.weft.config.nats;

import dev.weft.config.hocon.Entry;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.engine.SideStream;
import dev.weft.transport.StreamSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads {@code weft.streams}. */
public final class StreamReader {

  private static final Map<SideStream, String> BLOCKS =
      Map.of(
          SideStream.DEAD_LETTERS, "dead-letters",
          SideStream.DEATHS, "deaths",
          SideStream.RETRIES, "scheduled-retries",
          SideStream.PARKED_KEYS, "parked-keys",
          SideStream.LEASES, "leases");

  private StreamReader() {}

  public static List<StreamSpec> read(Section streams) {
    List<Section> sections = streams.sections(null);
    List<StreamSpec> read = sections.stream().map(StreamReader::stream).toList();
    for (int i = 0; i < read.size(); i++) {
      StreamRules.check(sections.get(i), read.get(i), read.subList(0, i));
    }
    return read;
  }

  /** The settings of the streams that Weft keeps beside others, where there are some. */
  public static Map<SideStream, Map<String, Object>> sideStreams(Section weft) {
    var settings = new EnumMap<SideStream, Map<String, Object>>(SideStream.class);
    BLOCKS.forEach(
        (kind, block) ->
            settings.put(
                kind, NatsSettings.read(weft.section(block).section("stream"), NatsKeys.of(kind))));
    return settings;
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
