package dev.weft.runtime;

import dev.weft.config.HandlerConfig;
import dev.weft.config.WeftConfig;
import dev.weft.engine.DeadLetters;
import dev.weft.engine.Deaths;
import dev.weft.engine.Housekeeper;
import dev.weft.engine.LastAttempts;
import dev.weft.engine.Observer;
import dev.weft.engine.StreamDeadLetters;
import dev.weft.engine.StreamLastAttempts;
import dev.weft.engine.Worker;
import dev.weft.engine.WorkerSpec;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that keep the dead letters of a configuration's handlers, and what is to become one.
 */
final class DeadLetterStreams {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterStreams.class);

  /** What may be handed back, beside the attempts, before max_deliver ends a message. */
  private static final int ROOM = 20;

  private final Map<String, Object> settings;
  private final Provisioning provisioning;
  private final Transport transport;
  private final InstantSource clock;

  DeadLetterStreams(
      Map<String, Object> settings,
      Provisioning provisioning,
      Transport transport,
      InstantSource clock) {
    this.settings = settings;
    this.provisioning = provisioning;
    this.transport = transport;
    this.clock = clock;
  }

  /** The streams that a configuration needs, two for each stream with a handler that keeps. */
  static List<StreamSpec> needed(WeftConfig config) {
    return config.handlers().stream()
        .filter(HandlerConfig::deadLetters)
        .map(handler -> handler.consumer().stream())
        .distinct()
        .flatMap(
            stream ->
                Stream.of(
                    StreamDeadLetters.streamFor(stream, config.deadLetterStream()),
                    Deaths.streamFor(stream, config.deadLetterStream())))
        .toList();
  }

  /** The consumers on these streams, one for each handler that keeps. */
  static List<ConsumerSpec> consumers(WeftConfig config) {
    return config.handlers().stream()
        .filter(HandlerConfig::deadLetters)
        .flatMap(handler -> handler.consumers().stream())
        .map(Deaths::consumerFor)
        .toList();
  }

  /** Says what will be gone, or end early: nobody should find that out when it is too late. */
  void warn(List<HandlerConfig> handlers) {
    for (HandlerConfig handler : handlers) {
      if (!handler.deadLetters()) {
        log.warn("handler {}: dead-letters = false: what is given up is gone", handler.name());
      }
      // The server's word: the configuration need not name it.
      ConsumerSpec consumer = handler.consumers().getFirst(); // of partitions all are the same
      int maxDeliver = transport.state(consumer).maxDeliver();
      int attempts = handler.retry().attempts();
      if (maxDeliver > 0 && maxDeliver < attempts + ROOM) {
        log.warn(
            "handler {}: its consumer {}/{} has max_deliver = {}; expected -1, or at least {}:"
                + " retry.attempts = {}, and hand-backs count too; what it ends is {}",
            handler.name(),
            consumer.stream(),
            consumer.name(),
            maxDeliver,
            attempts + ROOM,
            attempts,
            handler.deadLetters() ? "kept as a dead letter" : "gone");
      }
    }
  }

  DeadLetters of(String stream) {
    StreamSpec kept = StreamDeadLetters.streamFor(stream, settings);
    return new StreamDeadLetters(transport.outbox(), clock, () -> provisioning.ensure(kept));
  }

  LastAttempts lastAttempts(String stream) {
    return new StreamLastAttempts(transport, restoring(stream));
  }

  /** The worker that keeps what max_deliver ended; it is no handler, so nobody observes it. */
  Worker worker(WorkerSpec<?> handler, Observer observer, Housekeeper housekeeper) {
    return Worker.helper(
        Deaths.workerFor(handler, transport, observer),
        transport,
        Observer.none(),
        housekeeper,
        restoring(handler.consumer().stream()));
  }

  private Runnable restoring(String stream) {
    StreamSpec deaths = Deaths.streamFor(stream, settings);
    return () -> provisioning.restore(deaths);
  }
}
