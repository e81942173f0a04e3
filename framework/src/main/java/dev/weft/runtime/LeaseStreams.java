package dev.weft.runtime;

import dev.weft.config.HandlerConfig;
import dev.weft.config.TransportKind;
import dev.weft.config.WeftConfig;
import dev.weft.engine.AtWork;
import dev.weft.engine.Housekeeper;
import dev.weft.engine.Leases;
import dev.weft.engine.Observer;
import dev.weft.engine.PartitionedWorker;
import dev.weft.engine.PartitionsSpec;
import dev.weft.engine.WorkerSpec;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import dev.weft.transport.TransportException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams in which replicas of a configuration's handlers agree on their partitions. */
final class LeaseStreams {

  private static final Logger log = LoggerFactory.getLogger(LeaseStreams.class);

  /** They go where the original goes, and last as long. */
  private static final List<String> DERIVED = List.of("num_replicas", "placement", "storage");

  private final WeftConfig config;
  private final Provisioning provisioning;

  LeaseStreams(WeftConfig config, Provisioning provisioning) {
    this.config = config;
    this.provisioning = provisioning;
  }

  /**
   * Whether the handler's replicas have to agree. In a process of its own there is one replica, and
   * nobody to take turns with.
   */
  static boolean isNeeded(WeftConfig config, HandlerConfig handler) {
    return handler
        .partitions()
        .filter(parts -> !parts.isWhole() || config.transport() != TransportKind.MEMORY)
        .isPresent();
  }

  /** The streams that the configuration needs, one for each stream whose handlers need it. */
  static List<StreamSpec> needed(WeftConfig config) {
    return config.handlers().stream()
        .filter(handler -> isNeeded(config, handler))
        .map(handler -> handler.consumer().stream())
        .distinct()
        .map(stream -> stream(config, stream))
        .toList();
  }

  /**
   * Creates the streams that are missing.
   *
   * @throws TransportException if one can be neither found nor created; says who needs it
   */
  void provide() {
    for (StreamSpec stream : needed(config)) {
      try {
        provisioning.ensure(stream);
      } catch (TransportException e) {
        String why =
            ("stream %s, in which the replicas of %s agree on who is at work: %s; create it, or"
                 + " permit this process to, as docs/configuration.md says (order by key across"
                 + " replicas); a handler that never has two replicas needs none with single-active"
                 + " = false")
                .formatted(stream.name(), handlersOn(stream), e.getMessage());
        throw e.isLasting()
            ? TransportException.lasting(why, e)
            : TransportException.passing(why, e);
      }
    }
  }

  private String handlersOn(StreamSpec leases) {
    return config.handlers().stream()
        .filter(handler -> isNeeded(config, handler))
        .filter(handler -> stream(config, handler.consumer().stream()).name().equals(leases.name()))
        .map(HandlerConfig::name)
        .collect(Collectors.joining(", "));
  }

  /** What serves this handler's share of its partitions. */
  AtWork worker(
      HandlerConfig handler,
      List<WorkerSpec<?>> partitions,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper) {
    String member = member();
    log.info("handler {}: takes part as {}", handler.name(), member);
    StreamSpec stream = stream(config, handler.consumer().stream());
    return new PartitionedWorker(
        new PartitionsSpec(
            handler.consumer(), partitions, handler.partitions().orElseThrow().lease(), member),
        transport,
        observer,
        housekeeper,
        () -> provisioning.restore(stream));
  }

  // A pod's name for people, and what makes it one of its own after a restart.
  private static String member() {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("weft");
    return host + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static StreamSpec stream(WeftConfig config, String original) {
    var settings = new HashMap<String, Object>();
    config.streams().stream()
        .filter(stream -> stream.name().equals(original))
        .forEach(
            stream ->
                DERIVED.stream()
                    .filter(stream.settings()::containsKey)
                    .forEach(key -> settings.put(key, stream.settings().get(key))));
    return Leases.streamFor(original, settings);
  }
}
