package dev.weft.runtime.provision;

import dev.weft.config.TransportKind;
import dev.weft.config.WeftConfig;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.config.handler.OnExhausted;
import dev.weft.engine.SideStream;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streams that a configuration needs beside those that its handlers take from: which ones, and
 * how each is created, at the start or in place of one that was deleted. Any thread may use it.
 */
public final class SideStreams {

  private final WeftConfig config;
  private final Transport transport;
  private final Map<String, Map<String, Object>> originals = new ConcurrentHashMap<>();
  private volatile @Nullable AccountLimits limits;

  public SideStreams(WeftConfig config, Transport transport) {
    this.config = config;
    this.transport = transport;
  }

  /**
   * Whether the handler's replicas have to agree. In a process of its own there is one replica, and
   * nobody to take turns with.
   */
  public static boolean needsLeases(WeftConfig config, HandlerConfig handler) {
    return handler
        .intake()
        .partitions()
        .filter(parts -> !parts.isWhole() || config.transport() != TransportKind.MEMORY)
        .isPresent();
  }

  /** All of them. */
  public List<ProvidedStream> needed() {
    return Stream.of(SideStream.values())
        .flatMap(
            kind ->
                config.handlers().stream()
                    .filter(handler -> needs(handler, kind))
                    .map(handler -> handler.consumer().stream())
                    .distinct()
                    .map(original -> of(kind, original)))
        .toList();
  }

  /** The one of a kind beside a stream. */
  public ProvidedStream of(SideStream kind, String original) {
    StreamSpec configured = kind.beside(original, config.sideStream(kind));
    return new ProvidedStream(
        kind,
        configured,
        kind.derived(original(original), isBytesRequired(configured)),
        kind == SideStream.LEASES ? agreement(original) : "");
  }

  private String agreement(String original) {
    return "the replicas of "
        + config.handlers().stream()
            .filter(handler -> handler.consumer().stream().equals(original))
            .filter(handler -> needsLeases(config, handler))
            .map(HandlerConfig::name)
            .collect(Collectors.joining(", "))
        + " agree in it on who is at work; create it, or permit this process to, as"
        + " docs/configuration.md says (order by key across replicas); a handler that never has two"
        + " replicas needs none with single-active = false";
  }

  private boolean needs(HandlerConfig handler, SideStream kind) {
    return switch (kind) {
      case DEAD_LETTERS, DEATHS -> handler.giveUp().deadLetters();
      case RETRIES ->
          handler.settlement().scheduledRetries()
              && transport.keepsSchedules()
              && handler.intake().partitions().isEmpty(); // a key's retries wait with its worker
      case PARKED_KEYS -> handler.giveUp().onExhausted() == OnExhausted.PARK_KEY;
      case LEASES -> needsLeases(config, handler);
    };
  }

  // The server's word; before the stream is created the configuration's.
  private Map<String, Object> original(String name) {
    Map<String, Object> known = originals.get(name);
    if (known == null) {
      known =
          transport
              .settings(new StreamSpec(name, Map.of()))
              .or(() -> configured(name))
              .orElse(Map.of());
      originals.put(name, known);
    }
    return known;
  }

  private Optional<Map<String, Object>> configured(String name) {
    return config.streams().stream()
        .filter(stream -> stream.name().equals(name))
        .map(StreamSpec::settings)
        .findFirst();
  }

  // Asked for only where it matters: a user need not be allowed to ask for the account.
  private boolean isBytesRequired(StreamSpec configured) {
    if (configured.settings().containsKey("max_bytes")
        || transport.settings(configured).isPresent()) {
      return false;
    }
    return limits().bytesRequired();
  }

  /** What the account may create, asked for once. */
  AccountLimits limits() {
    AccountLimits known = limits;
    if (known == null) {
      known = transport.limits();
      limits = known;
    }
    return known;
  }
}
