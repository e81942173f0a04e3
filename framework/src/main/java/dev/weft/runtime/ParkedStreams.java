package dev.weft.runtime;

import dev.weft.MessageKey;
import dev.weft.config.HandlerConfig;
import dev.weft.config.OnExhausted;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Exhausted;
import dev.weft.engine.HandlerId;
import dev.weft.engine.ParkedKeys;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The streams that keep the marks of parked keys, and what else follows for what is given up. */
final class ParkedStreams {

  private final WeftConfig config;
  private final Provisioning provisioning;
  private final Transport transport;

  ParkedStreams(WeftConfig config, Provisioning provisioning, Transport transport) {
    this.config = config;
    this.provisioning = provisioning;
    this.transport = transport;
  }

  /** The streams that a configuration needs, one for each stream with a handler that parks. */
  static List<StreamSpec> needed(WeftConfig config) {
    return config.handlers().stream()
        .filter(handler -> handler.onExhausted() == OnExhausted.PARK_KEY)
        .map(handler -> handler.consumer().stream())
        .distinct()
        .map(stream -> ParkedKeys.streamFor(stream, config.deadLetterStream()))
        .toList();
  }

  /** What follows for a handler; its key is there if it parks. */
  Exhausted of(HandlerConfig handler, @Nullable MessageKey key) {
    return switch (handler.onExhausted()) {
      case DEAD_LETTER -> Exhausted.deadLetter();
      case STOP -> new Exhausted.Stop();
      case PARK_KEY -> new Exhausted.ParkKey(keys(handler, Objects.requireNonNull(key)));
    };
  }

  private ParkedKeys keys(HandlerConfig handler, MessageKey key) {
    String stream = handler.consumer().stream();
    StreamSpec marks = ParkedKeys.streamFor(stream, config.deadLetterStream());
    return new ParkedKeys(
        transport,
        new HandlerId(handler.name(), stream, handler.consumer().name()),
        key,
        () -> provisioning.restore(marks));
  }
}
