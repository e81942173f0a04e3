package dev.weft.runtime;

import dev.weft.engine.ConsumerCreation;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import dev.weft.transport.TransportException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the streams and consumers that are missing, and compares those that are there. What
 * exists is never changed: somebody may have changed it for a reason.
 */
final class Provisioning {

  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);

  private final Transport transport;

  Provisioning(Transport transport) {
    this.transport = transport;
  }

  /** Creates the stream unless it is there; one that differs is used as it is, with a warning. */
  void ensure(StreamSpec stream) {
    switch (transport.inspect(stream)) {
      case Presence.Absent() -> {
        transport.create(stream);
        log.info("stream {}: created", stream.name());
      }
      case Presence.Same() -> log.debug("stream {}: there", stream.name());
      case Presence.Differs(var differences) ->
          log.warn(
              "stream {}: is not as configured, and is used as it is: {}",
              stream.name(),
              String.join("; ", differences));
    }
  }

  /** Creates a stream of Weft's own that was deleted since the start. */
  void restore(StreamSpec stream) {
    if (transport.inspect(stream) instanceof Presence.Absent) {
      transport.create(stream);
      log.warn("stream {}: was gone, and is created anew; what it kept is lost", stream.name());
    }
  }

  /**
   * Creates the consumer unless it is there.
   *
   * @throws TransportException if it differs: a handler relies on its consumer's settings
   */
  void ensure(ConsumerSpec consumer) {
    switch (transport.inspect(consumer)) {
      case Presence.Absent() -> {
        ConsumerCreation.create(transport, consumer);
        log.info("consumer {}: created", name(consumer));
      }
      case Presence.Same() -> log.debug("consumer {}: there", name(consumer));
      case Presence.Differs(var differences) ->
          throw TransportException.lasting(
              differs(consumer, differences)
                  + "; change the configuration, or the consumer (nats consumer edit), or delete it"
                  + " to have it created anew",
              null);
    }
  }

  /** What is missing or differs, a line each; changes nothing. */
  List<String> check(List<StreamSpec> streams, List<ConsumerSpec> consumers) {
    var problems = new ArrayList<String>();
    var toCome = new HashSet<String>();
    for (StreamSpec stream : streams) {
      switch (transport.inspect(stream)) {
        case Presence.Absent() -> {
          toCome.add(stream.name());
          log.info("stream {}: not there yet; `run` will create it", stream.name());
        }
        case Presence.Same() -> log.info("stream {}: as configured", stream.name());
        case Presence.Differs(var differences) ->
            problems.add(
                "stream "
                    + stream.name()
                    + ": not as configured: "
                    + String.join("; ", differences));
      }
    }
    for (ConsumerSpec consumer : consumers) {
      if (!toCome.contains(consumer.stream())) {
        check(consumer).ifPresent(problems::add);
      }
    }
    return problems;
  }

  private Optional<String> check(ConsumerSpec consumer) {
    if (transport.inspect(new StreamSpec(consumer.stream(), Map.of())) instanceof Presence.Absent) {
      return Optional.of(
          "consumer "
              + name(consumer)
              + ": there is no stream "
              + consumer.stream()
              + "; create it, or configure it under weft.streams");
    }
    return switch (transport.inspect(consumer)) {
      case Presence.Absent() -> {
        log.info("consumer {}: not there yet; `run` will create it", name(consumer));
        yield Optional.empty();
      }
      case Presence.Same() -> {
        log.info("consumer {}: as configured", name(consumer));
        yield Optional.empty();
      }
      case Presence.Differs(var differences) -> Optional.of(differs(consumer, differences));
    };
  }

  private static String name(ConsumerSpec consumer) {
    return consumer.stream() + "/" + consumer.name();
  }

  private static String differs(ConsumerSpec consumer, List<String> differences) {
    return "consumer " + name(consumer) + ": not as configured: " + String.join("; ", differences);
  }
}
