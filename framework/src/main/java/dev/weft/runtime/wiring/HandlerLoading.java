package dev.weft.runtime.wiring;

import dev.weft.Codec;
import dev.weft.Responder;
import dev.weft.RetryPolicy;
import dev.weft.codec.Codecs;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.config.handler.ResponderConfig;
import dev.weft.config.handler.RetryConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.delivery.Quarantine;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.request.ResponderSpec;
import dev.weft.engine.source.MessageMemory;
import dev.weft.engine.worker.GiveUpSpec;
import dev.weft.engine.worker.UserHandler;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.runtime.load.HandlerParts;
import dev.weft.runtime.load.ResponderParts;
import dev.weft.transport.Outbox;
import java.util.List;
import java.util.Set;

/** Makes workers' specifications of handlers' and responders' parts. */
public final class HandlerLoading {

  private final Outbox outbox;
  private final Observer observer;
  private final DeadLetterStreams deadLetters;
  private final RetryStreams retries;
  private final ParkedStreams parked;
  private final Throttles throttles;
  private final Quarantine quarantine = new Quarantine();

  public HandlerLoading(
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
  public List<WorkerSpec<?>> specs(HandlerParts parts, MessageMemory memory) {
    WorkerSpec<?> spec = spec(parts, parts.handler(), memory);
    return parts.config().consumers().stream().<WorkerSpec<?>>map(spec::on).toList();
  }

  /** A responder's specification. */
  public static ResponderSpec<?, ?> spec(ResponderParts parts) {
    return spec(parts.config(), parts.responder(), parts.requests(), parts.answers());
  }

  @SuppressWarnings("unchecked") // the codecs were made for the responder's own types
  private static <Q, A> ResponderSpec<Q, A> spec(
      ResponderConfig config, Responder<?, ?> responder, Codec<?> requests, Codec<?> answers) {
    return new ResponderSpec<>(
        config.name(),
        config.listening().subject(),
        config.listening().queueGroup(),
        new ResponderSpec.ResponderLimits(config.concurrency(), config.timeout()),
        new ResponderSpec.Exchange<>(
            (Codec<Q>) requests, (Codec<A>) answers, (Responder<Q, A>) responder));
  }

  @SuppressWarnings("unchecked") // the codec was made for the handler's own payload type
  private <T> WorkerSpec<T> spec(HandlerParts parts, UserHandler<T> handler, MessageMemory memory) {
    HandlerConfig config = parts.config();
    String stream = config.consumer().stream();
    var emitter = new Emitter(config.name(), Codecs::forType, outbox, observer);
    return WorkerSpec.of(
            config.name(), config.consumer(), (Codec<T>) parts.codec(), handler, emitter)
        .withIntake(
            intake ->
                intake
                    .withMode(config.intake().mode())
                    .withPullBatch(config.intake().pullBatch())
                    .withMemory(memory)
                    .withMarkers(config.intake().markers())
                    .withExpiring(retries.isExpiring(stream)))
        .withFlow(
            flow ->
                flow.withConcurrency(config.flow().concurrency())
                    .withKey(parts.key())
                    .withThrottle(throttles.of(config))
                    .withBreaker(config.flow().breaker()))
        .withCall(
            call ->
                call.withMiddleware(parts.middleware())
                    .withTimeout(config.call().timeout())
                    .withLogContext(config.call().logContext()))
        .withSettlement(
            settlement ->
                settlement
                    .withAck(config.settlement().ack())
                    .withAckConfirm(config.settlement().ackConfirm())
                    .withRetry(retry(config.settlement().retry(), parts.notRetried()))
                    .withRetryStore(retries.of(config, observer)))
        .withGiveUp(
            giveUp ->
                (config.giveUp().deadLetters() ? keeping(giveUp, stream) : giveUp)
                    .withPolicy(parked.of(config, parts.key()))
                    .withQuarantine(quarantine));
  }

  private GiveUpSpec keeping(GiveUpSpec giveUp, String stream) {
    return giveUp
        .withDeadLetters(deadLetters.of(stream))
        .withAttemptJournal(deadLetters.attemptJournal(stream));
  }

  private static RetryPolicy retry(RetryConfig config, Set<Class<? extends Throwable>> notRetried) {
    return RetryPolicy.builder()
        .attempts(config.attempts())
        .firstDelay(config.firstDelay())
        .factor(config.factor())
        .maxDelay(config.maxDelay())
        .notRetried(notRetried)
        .build();
  }
}
