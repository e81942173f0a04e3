package dev.weft.jetstream.api;

import dev.weft.TransportException;
import dev.weft.codec.json.Json;
import dev.weft.engine.InParallel;
import dev.weft.machine.Machine;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.ConsumerSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server has said of its streams and consumers since this was made. Any thread may call
 * any method.
 */
final class ServerSurvey {

  private static final Logger log = LoggerFactory.getLogger(ServerSurvey.class);

  private static final String THREAD = "weft-survey";

  /** So many consumers of a stream are listed rather than asked for one by one. */
  private static final int LISTED = 3;

  private static final Optional<Json> NONE = Optional.empty();

  private record Name(String stream, String consumer) {
    static Name of(ConsumerSpec consumer) {
      return new Name(consumer.stream(), consumer.name());
    }
  }

  private final JetStreamApi api;
  private final Map<String, Optional<Json>> streams = new ConcurrentHashMap<>();
  private final Map<Name, Optional<Json>> consumers = new ConcurrentHashMap<>();
  private volatile @Nullable AccountLimits limits;

  ServerSurvey(JetStreamApi api) {
    this.api = api;
  }

  /** Asks for several at once. What cannot be had now is asked for when it is needed, and fails. */
  void askFor(List<ConsumerSpec> wanted) {
    Map<String, List<ConsumerSpec>> byStream =
        wanted.stream().collect(Collectors.groupingBy(ConsumerSpec::stream));
    attempt(List.copyOf(byStream.keySet()), this::stream);
    byStream.keySet().removeIf(stream -> streams.getOrDefault(stream, NONE).isEmpty());
    attempt(byStream.values().stream().filter(some -> some.size() >= LISTED).toList(), this::list);
    attempt(
        byStream.values().stream().flatMap(List::stream).filter(this::isUnknown).toList(),
        one -> consumer(one.stream(), one.name()));
  }

  private boolean isUnknown(ConsumerSpec consumer) {
    return !consumers.containsKey(Name.of(consumer));
  }

  private static <T> void attempt(List<T> all, Consumer<T> question) {
    InParallel.each(
        Machine.real(),
        THREAD,
        all,
        one -> {
          try {
            question.accept(one);
          } catch (TransportException e) {
            log.debug("the server did not say all that a start needs", e);
          }
        });
  }

  // A page has some hundred consumers, those of others among them: not if they are far more.
  private void list(List<ConsumerSpec> wanted) {
    String stream = wanted.getFirst().stream();
    Map<String, Json> found = new HashMap<>();
    Set<String> unknown = new HashSet<>();
    int offset = 0;
    int pages = 0;
    long left;
    do {
      pages++;
      Json page = api.consumers(stream, offset);
      page.path("consumers").forEach(info -> found.put(info.path("name").asText(), info));
      page.path("missing").forEach(name -> unknown.add(name.asText()));
      int limit = Math.max(1, page.path("limit").asInt(1));
      offset += limit;
      left = (page.path("total").asLong() - offset + limit - 1) / limit; // pages
      if (left > wanted.size()) {
        return; // to ask for each of them is less
      }
    } while (left > 0);
    // Where one is deleted between two pages another is on neither: absent is who is on the only
    // one.
    boolean isWhole = pages == 1;
    wanted.stream()
        .filter(one -> !unknown.contains(one.name()))
        .filter(one -> isWhole || found.containsKey(one.name()))
        .forEach(one -> consumers.put(Name.of(one), Optional.ofNullable(found.get(one.name()))));
  }

  /** What the account lets its user create, which is asked for if it is not known. */
  AccountLimits limits() {
    AccountLimits known = limits;
    if (known == null) {
      known = AccountLimitsJson.ask(api);
      limits = known;
    }
    return known;
  }

  /** What the server says of a stream, which is asked for if it is not known. */
  Optional<Json> stream(String name) {
    Optional<Json> known = streams.get(name);
    if (known == null) {
      known = api.streamInfo(name);
      streams.put(name, known);
    }
    return known;
  }

  /** What the server says of a consumer, which is asked for if it is not known. */
  Optional<Json> consumer(String stream, String name) {
    Optional<Json> known = consumers.get(new Name(stream, name));
    if (known == null) {
      known = isEmpty(stream) ? NONE : api.info(stream, name);
      consumers.put(new Name(stream, name), known);
    }
    return known;
  }

  // One that was just created.
  private boolean isEmpty(String stream) {
    Optional<Json> known = streams.get(stream);
    return known != null
        && known.isPresent()
        && known.get().path("state").path("consumer_count").asInt(1) == 0;
  }

  /** Takes what the server has made of a stream. */
  void stream(String name, Json info) {
    streams.put(name, Optional.of(info));
  }

  /** Takes what the server has made of a consumer. */
  void consumer(ConsumerSpec consumer, Json info) {
    consumers.put(Name.of(consumer), Optional.of(info));
  }

  /** Whether something is known of a consumer that nobody has taken. */
  boolean isKnowing() {
    return !consumers.isEmpty();
  }

  /** Whether something is known of a stream, and of a consumer of it that nobody has taken. */
  boolean isAwaited(String stream) {
    return streams.containsKey(stream)
        && consumers.keySet().stream().anyMatch(name -> name.stream().equals(stream));
  }

  /** Whether something is known of a consumer that nobody has taken. */
  boolean isAwaited(String stream, String consumer) {
    return consumers.containsKey(new Name(stream, consumer));
  }

  /** What is known of one, once; null if nothing is. */
  @Nullable Json take(ConsumerSpec consumer) {
    Optional<Json> known = consumers.remove(Name.of(consumer));
    return known == null ? null : known.orElse(null);
  }
}
