package dev.weft.runtime;

import dev.weft.config.HandlerConfig;
import dev.weft.config.WeftConfig;
import dev.weft.engine.DelayedRetries;
import dev.weft.engine.LongRetries;
import dev.weft.engine.Observer;
import dev.weft.engine.OverdueRetries;
import dev.weft.engine.RareLook;
import dev.weft.engine.ScheduledRetries;
import dev.weft.engine.Threads;
import dev.weft.engine.Time;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import dev.weft.transport.TransportException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams in which long retries of a configuration's handlers wait, where the server can. */
final class RetryStreams {

  private static final Logger log = LoggerFactory.getLogger(RetryStreams.class);

  /** They go where the original goes. */
  private static final List<String> DERIVED = List.of("num_replicas", "placement");

  private final WeftConfig config;
  private final Transport transport;
  private final Time time;

  RetryStreams(WeftConfig config, Transport transport, Time time) {
    this.config = config;
    this.transport = transport;
    this.time = time;
  }

  /** The streams that the configuration needs on this server. */
  List<StreamSpec> streams() {
    return scheduling()
        .map(handler -> handler.consumer().stream())
        .distinct()
        .map(this::stream)
        .toList();
  }

  /** The consumers that take what is due, one for each handler. */
  List<ConsumerSpec> consumers() {
    return scheduling().map(handler -> ScheduledRetries.consumerFor(handler.consumer())).toList();
  }

  /** Creates what is missing, and says where long retries hold slots. */
  void provide(Provisioning provisioning) {
    for (StreamSpec stream : streams()) {
      provisioning.ensure(stream);
      checkUsable(stream);
    }
    consumers().forEach(provisioning::ensure);
    if (!transport.keepsSchedules()
        && config.handlers().stream().anyMatch(HandlerConfig::scheduledRetries)) {
      log.info(
          "the server is older than nats-server 2.12 and has no scheduled messages: a message that"
              + " waits for its next attempt holds one of its consumer's max_ack_pending slots");
    }
  }

  LongRetries of(HandlerConfig handler, Observer observer) {
    ConsumerSpec consumer = handler.consumer();
    if (handler.scheduledRetries() && transport.keepsSchedules()) {
      StreamSpec stream = stream(consumer.stream());
      return new ScheduledRetries(
          transport,
          consumer,
          config.scheduledRetries().longerThan(),
          time,
          () -> restore(stream),
          overdue(handler, observer)::ifDue);
    }
    return new DelayedRetries(
        transport,
        consumer,
        handler.scheduledRetries()
            ? "run nats-server 2.12 or newer, which keeps long retries elsewhere"
            : "set scheduled-retries = true for handler " + handler.name(),
        time::nanoTime,
        task -> Threads.start("weft-" + handler.name() + "-slots", task));
  }

  private RareLook overdue(HandlerConfig handler, Observer observer) {
    var overdue = new OverdueRetries(transport, handler.consumer(), handler.name(), time, observer);
    return new RareLook(
        overdue::look,
        task -> Threads.start("weft-" + handler.name() + "-overdue", task));
  }

  /** Whether the server lets go of a stream's messages by their Nats-TTL. */
  boolean isExpiring(String stream) {
    return transport.inspect(new StreamSpec(stream, Map.of("allow_msg_ttl", true)))
        instanceof Presence.Same;
  }

  /** Whether the server delivers a consumer's messages without their data. */
  boolean isWithoutData(ConsumerSpec consumer) {
    String key = "headers_only";
    return switch (transport.inspect(
        new ConsumerSpec(consumer.stream(), consumer.name(), Map.of(key, true)))) {
      case Presence.Absent() -> false;
      case Presence.Same() -> true;
      case Presence.Differs(var differences) ->
          differences.stream().noneMatch(difference -> difference.startsWith(key));
    };
  }

  private Stream<HandlerConfig> scheduling() {
    return config.handlers().stream()
        .filter(handler -> handler.scheduledRetries() && transport.keepsSchedules())
        .filter(handler -> handler.key().isEmpty()); // a key's retries wait with its worker
  }

  private StreamSpec stream(String original) {
    var settings = new HashMap<String, Object>();
    config.streams().stream()
        .filter(stream -> stream.name().equals(original))
        .map(StreamSpec::settings)
        .forEach(
            its ->
                DERIVED.stream()
                    .filter(its::containsKey)
                    .forEach(key -> settings.put(key, its.get(key))));
    settings.putAll(config.scheduledRetries().stream());
    return ScheduledRetries.streamFor(original, settings);
  }

  // In a stream that does not know them, schedules would wait for ever.
  private void checkUsable(StreamSpec stream) {
    Map<String, Object> needed = new HashMap<>(stream.settings());
    needed.keySet().retainAll(ScheduledRetries.NEEDED);
    if (transport.inspect(new StreamSpec(stream.name(), needed))
        instanceof Presence.Differs(var differences)) {
      throw TransportException.lasting(
          "stream "
              + stream.name()
              + ": cannot keep retries: "
              + String.join("; ", differences)
              + "; change it (nats stream edit), or set scheduled-retries = false for the handlers"
              + " of the stream it belongs to",
          null);
    }
  }

  private void restore(StreamSpec stream) {
    if (transport.keepsSchedules() && transport.inspect(stream) instanceof Presence.Absent) {
      transport.create(stream);
      log.error(
          "stream {}: was gone, and with it the messages that waited there for their next attempt;"
              + " created anew",
          stream.name());
    }
  }
}
