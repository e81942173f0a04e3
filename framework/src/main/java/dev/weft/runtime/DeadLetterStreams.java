package dev.weft.runtime;

import dev.weft.config.HandlerConfig;
import dev.weft.config.WeftConfig;
import dev.weft.engine.DeadLetters;
import dev.weft.engine.StreamDeadLetters;
import dev.weft.transport.Outbox;
import dev.weft.transport.StreamSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that keep the dead letters of a configuration's handlers. */
final class DeadLetterStreams {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterStreams.class);

  private final Map<String, Object> settings;
  private final Provisioning provisioning;
  private final Outbox outbox;
  private final InstantSource clock;

  DeadLetterStreams(
      Map<String, Object> settings, Provisioning provisioning, Outbox outbox, InstantSource clock) {
    this.settings = settings;
    this.provisioning = provisioning;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** The streams that a configuration needs, one for each stream with a handler that keeps. */
  static List<StreamSpec> needed(WeftConfig config) {
    return config.handlers().stream()
        .filter(HandlerConfig::deadLetters)
        .map(handler -> handler.consumer().stream())
        .distinct()
        .map(stream -> StreamDeadLetters.streamFor(stream, config.deadLetterStream()))
        .toList();
  }

  /** Says which handlers keep nothing: nobody should find that out when it is too late. */
  static void warnOfOff(WeftConfig config) {
    for (HandlerConfig handler : config.handlers()) {
      if (!handler.deadLetters()) {
        log.warn("handler {}: dead-letters = false: what is given up is gone", handler.name());
      }
    }
  }

  DeadLetters of(String stream) {
    StreamSpec kept = StreamDeadLetters.streamFor(stream, settings);
    return new StreamDeadLetters(outbox, clock, () -> provisioning.ensure(kept));
  }
}
