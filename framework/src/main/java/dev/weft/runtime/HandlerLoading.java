package dev.weft.runtime;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.codec.Codecs;
import dev.weft.config.ConfigurationException;
import dev.weft.config.HandlerConfig;
import dev.weft.config.Problem;
import dev.weft.config.RetryConfig;
import dev.weft.engine.DeadLetters;
import dev.weft.engine.Emitter;
import dev.weft.engine.LastAttempts;
import dev.weft.engine.Observer;
import dev.weft.engine.RetryPolicy;
import dev.weft.engine.WorkerSpec;
import dev.weft.transport.Outbox;
import java.util.List;
import java.util.stream.Collectors;

/** Makes workers' specifications of handlers' configurations. */
final class HandlerLoading {

  private final UserClasses classes;
  private final Outbox outbox;
  private final Observer observer;
  private final DeadLetterStreams deadLetters;
  private final RetryStreams retries;

  HandlerLoading(
      UserClasses classes,
      Outbox outbox,
      Observer observer,
      DeadLetterStreams deadLetters,
      RetryStreams retries) {
    this.deadLetters = deadLetters;
    this.retries = retries;
    this.classes = classes;
    this.outbox = outbox;
    this.observer = observer;
  }

  /** Constructs the handler and what goes with it. */
  WorkerSpec<?> spec(HandlerConfig config) {
    try {
      Handler<?> handler =
          classes.handler(
              config.className(), new RuntimeHandlerContext(config.name(), outbox, observer));
      Codec<?> codec = classes.codec(config.codec(), classes.payload(config.className()));
      return spec(config, handler, codec);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(
              new Problem("", "weft.handlers." + config.name(), String.valueOf(e.getMessage()))));
    }
  }

  @SuppressWarnings("unchecked") // the codec was made for the handler's own payload type
  private <T> WorkerSpec<T> spec(HandlerConfig config, Handler<?> handler, Codec<?> codec) {
    return new WorkerSpec<>(
        config.name(),
        config.consumer(),
        config.mode(),
        config.ack(),
        config.ackConfirm(),
        retry(config.retry()),
        config.breaker(),
        config.timeout(),
        config.deadLetters() ? deadLetters.of(config.consumer().stream()) : DeadLetters.off(),
        config.deadLetters()
            ? deadLetters.lastAttempts(config.consumer().stream())
            : LastAttempts.off(),
        retries.of(config),
        (Codec<T>) codec,
        new Emitter(config.name(), Codecs::forType, outbox, observer),
        config.middleware().stream().map(classes::middleware).toList(),
        (Handler<T>) handler);
  }

  private RetryPolicy retry(RetryConfig config) {
    return new RetryPolicy(
        config.attempts(),
        config.firstDelay(),
        config.factor(),
        config.maxDelay(),
        config.notRetried().stream().map(classes::exception).collect(Collectors.toSet()));
  }
}
