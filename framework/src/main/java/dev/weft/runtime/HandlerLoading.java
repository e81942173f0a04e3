package dev.weft.runtime;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.Responder;
import dev.weft.codec.Codecs;
import dev.weft.config.HandlerConfig;
import dev.weft.config.ResponderConfig;
import dev.weft.config.RetryConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.delivery.Quarantine;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.request.ResponderSpec;
import dev.weft.engine.retry.RetryPolicy;
import dev.weft.engine.source.MessageMemory;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.transport.Outbox;
import java.util.List;
import java.util.Set;

/** Makes workers' specifications of handlers' and responders' parts. */
final class HandlerLoading {

  private final Outbox outbox;
  private final Observer observer;
  private final DeadLetterStreams deadLetters;
  private final RetryStreams retries;
  private final ParkedStreams parked;
  private final Throttles throttles;
  private final Quarantine quarantine = new Quarantine();

  HandlerLoading(
      Outbox outbox,
      Observer observer,
      DeadLetterStreams deadLetters,
      RetryStreams retries,
      ParkedStreams parked,
      Throttles throttles) {
    this.outbox = outbox;
    this.observer = observer;
    this.deadLetters = deadLetters;
    this.retries = retries;
    this.parked = parked;
    this.throttles = throttles;
  }

  /**
   * A handler's specifications: one for each consumer it takes from.
   *
   * @param memory where what they hold is counted
   */
  List<WorkerSpec<?>> specs(HandlerParts parts, MessageMemory memory) {
    WorkerSpec<?> spec = spec(parts, parts.handler()).withMemory(memory);
    return parts.config().consumers().stream().<WorkerSpec<?>>map(spec::on).toList();
  }

  /** A responder's specification. */
  static ResponderSpec<?, ?> spec(ResponderParts parts) {
    return spec(parts.config(), parts.responder(), parts.requests(), parts.answers());
  }

  @SuppressWarnings("unchecked") // the codecs were made for the responder's own types
  private static <Q, A> ResponderSpec<Q, A> spec(
      ResponderConfig config, Responder<?, ?> responder, Codec<?> requests, Codec<?> answers) {
    return new ResponderSpec<>(
        config.name(),
        config.subject(),
        config.queueGroup(),
        config.concurrency(),
        config.timeout(),
        (Codec<Q>) requests,
        (Codec<A>) answers,
        (Responder<Q, A>) responder);
  }

  @SuppressWarnings("unchecked") // the codec was made for the handler's own payload type
  private <T> WorkerSpec<T> spec(HandlerParts parts, Handler<T> handler) {
    HandlerConfig config = parts.config();
    var emitter = new Emitter(config.name(), Codecs::forType, outbox, observer);
    WorkerSpec<T> spec =
        WorkerSpec.of(config.name(), config.consumer(), (Codec<T>) parts.codec(), handler, emitter)
            .withMode(config.mode())
            .withPullBatch(config.pullBatch())
            .withConcurrency(config.concurrency())
            .withBatch(config.batch().orElse(null))
            .withKey(parts.key())
            .withAck(config.ack())
            .withAckConfirm(config.ackConfirm())
            .withRetry(retry(config.retry(), parts.notRetried()))
            .withBreaker(config.breaker())
            .withTimeout(config.timeout())
            .withRetryStore(retries.of(config, observer))
            .withExhausted(parked.of(config, parts.key()))
            .withMiddleware(parts.middleware())
            .withThrottle(throttles.of(config))
            .withMarkers(config.markers())
            .withLogContext(config.logContext())
            .withExpiring(retries.isExpiring(config.consumer().stream()))
            .withQuarantine(quarantine);
    String stream = config.consumer().stream();
    return config.deadLetters()
        ? spec.withDeadLetters(deadLetters.of(stream))
            .withAttemptJournal(deadLetters.attemptJournal(stream))
        : spec;
  }

  private static RetryPolicy retry(RetryConfig config, Set<Class<? extends Throwable>> notRetried) {
    return new RetryPolicy(
        config.attempts(), config.firstDelay(), config.factor(), config.maxDelay(), notRetried);
  }
}
