package dev.weft.memory;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.StreamState;
import dev.weft.transport.settings.SubjectPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All streams of a transport, by name and by subject. Guarded by {@link Guard}. */
final class Streams {

  private final Guard guard;
  private final Ticker ticker;
  private final Advisories advisories;
  private final Map<String, MemoryStream> streams = new LinkedHashMap<>();

  Streams(Guard guard, Ticker ticker) {
    this.guard = guard;
    this.ticker = ticker;
    this.advisories = new Advisories(this, ticker);
  }

  Presence inspect(StreamSpec spec) {
    MemoryStream stream = streams.get(spec.name());
    return stream == null
        ? new Presence.Absent()
        : compared(stream.settings().all(), spec.settings());
  }

  Presence inspect(ConsumerSpec spec) {
    return named(spec)
        .consumer(spec.name())
        .<Presence>map(consumer -> compared(consumer.settings().all(), spec.settings()))
        .orElseGet(Presence.Absent::new);
  }

  Optional<Map<String, Object>> settings(StreamSpec spec) {
    return Optional.ofNullable(streams.get(spec.name()))
        .map(stream -> stream.settings().all().values());
  }

  Optional<StreamState> state(String stream, Predicate<String> subjects) {
    return Optional.ofNullable(streams.get(stream)).map(found -> found.state(subjects));
  }

  Optional<Map<String, Object>> settings(ConsumerSpec spec) {
    return named(spec).consumer(spec.name()).map(consumer -> consumer.settings().all().values());
  }

  void create(StreamSpec spec) {
    checkName("stream", spec.name());
    switch (inspect(spec)) {
      case Presence.Same same -> {}
      case Presence.Differs differs -> throw differing("stream " + spec.name(), differs);
      case Presence.Absent absent -> add(spec);
    }
  }

  void create(ConsumerSpec spec) {
    checkName("consumer", spec.name());
    switch (inspect(spec)) {
      case Presence.Same same -> {}
      case Presence.Differs differs -> throw differing(name(spec), differs);
      case Presence.Absent absent -> named(spec).add(spec);
    }
  }

  /** The consumer of a specification; what it says besides the name is not looked at. */
  MemoryConsumer consumer(ConsumerSpec spec) {
    return named(spec)
        .consumer(spec.name())
        .orElseThrow(
            () ->
                TransportException.lasting(
                    name(spec) + ": no such consumer; create it before it is opened", null));
  }

  /** The last message that a stream has on a subject. */
  Optional<StoredMessage> last(String stream, String subject) {
    MemoryStream named = streams.get(stream);
    return named == null ? Optional.empty() : named.last(subject);
  }

  /** The messages that a stream has from a sequence on, on some subjects, the oldest first. */
  Stream<StoredMessage> all(String stream, long from, SubjectPattern subjects) {
    MemoryStream named = streams.get(stream);
    return named == null
        ? Stream.empty()
        : named.firstFirst(from).stream().filter(message -> subjects.matches(message.subject()));
  }

  /** The names of the streams that take some of these subjects. */
  List<String> taking(SubjectPattern subjects) {
    return streams.values().stream()
        .filter(stream -> stream.settings().subjects().stream().anyMatch(subjects::overlaps))
        .map(MemoryStream::name)
        .toList();
  }

  /** The stream that takes a subject, if one does. */
  Optional<MemoryStream> listening(String subject) {
    return streams.values().stream().filter(stream -> stream.settings().take(subject)).findFirst();
  }

  /** The stream that takes a subject; it has to be there. */
  MemoryStream taking(String subject) {
    return listening(subject)
        .orElseThrow(
            () ->
                TransportException.withoutEffect(
                    "publish to "
                        + subject
                        + ": no stream takes this subject; create one, or add it to one's subjects",
                    null));
  }

  /** Has every waiting source look again. */
  void wake() {
    streams.values().forEach(stream -> stream.consumers().forEach(MemoryConsumer::wake));
  }

  static String name(ConsumerSpec spec) {
    return "consumer " + spec.stream() + "/" + spec.name();
  }

  private MemoryStream named(ConsumerSpec spec) {
    MemoryStream stream = streams.get(spec.stream());
    if (stream == null) {
      throw TransportException.lasting(
          name(spec) + ": no stream " + spec.stream() + "; create the stream first", null);
    }
    return stream;
  }

  private void add(StreamSpec spec) {
    StreamSettings settings = StreamSettings.of(spec);
    for (MemoryStream other : streams.values()) {
      for (SubjectPattern subject : settings.subjects()) {
        if (other.settings().subjects().stream().anyMatch(subject::overlaps)) {
          throw TransportException.lasting(
              "stream %s: %s takes subjects of %s already; a subject belongs to one stream only"
                  .formatted(spec.name(), other.name(), subject),
              null);
        }
      }
    }
    streams.put(spec.name(), new MemoryStream(spec.name(), settings, advisories, guard, ticker));
  }

  private Presence compared(Settings present, Map<String, Object> configured) {
    List<String> differences = present.differences(configured, guard.machine().instant());
    return differences.isEmpty() ? new Presence.Same() : new Presence.Differs(differences);
  }

  private static TransportException differing(String owner, Presence.Differs differs) {
    return TransportException.lasting(
        owner
            + " exists with other settings ("
            + String.join("; ", differs.differences())
            + "); make the configuration agree, or delete what exists",
        null);
  }

  private static void checkName(String kind, String name) {
    if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || ".*>/\\".indexOf(c) >= 0)) {
      throw TransportException.lasting(
          kind + " \"" + name + "\": expected a name without spaces and any of . * > / \\", null);
    }
  }
}
