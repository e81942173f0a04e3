package dev.weft.engine.worker;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.engine.AckMode;
import dev.weft.engine.batch.BatchPolicy;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.deadletter.Exhausted;
import dev.weft.engine.delivery.Quarantine;
import dev.weft.engine.flow.BreakerPolicy;
import dev.weft.engine.flow.Throttle;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.retry.RetryPolicy;
import dev.weft.engine.retry.RetryStore;
import dev.weft.engine.source.MessageMemory;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Mode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link WorkerSpec} in the making, so that its defaults and its long list stand in one place.
 */
final class WorkerSpecDraft<T> {

  private final String name;
  private final Codec<T> codec;
  private final Handler<T> handler;
  private final Emitter emitter;

  ConsumerSpec consumer;
  Mode mode = Mode.PUSH;
  int pullBatch = 1;
  int concurrency = 1;
  @Nullable BatchPolicy batch;
  @Nullable MessageKey key;
  AckMode ack = AckMode.AUTO;
  boolean ackConfirm;
  RetryPolicy retry = RetryPolicy.defaults();
  BreakerPolicy breaker = BreakerPolicy.off();
  Duration timeout = WorkerSpec.DEFAULT_TIMEOUT;
  DeadLetters deadLetters = DeadLetters.off();
  AttemptJournal attemptJournal = AttemptJournal.off();
  RetryStore retryStore = RetryStore.byConsumer();
  Exhausted exhausted = Exhausted.deadLetter();
  List<Middleware> middleware = List.of();
  Throttle throttle = Throttle.none();
  MessageMemory memory = MessageMemory.ofProcess();
  Markers markers = Markers.HAND_OVER;
  boolean logContext;
  boolean expiring;
  Quarantine quarantine = new Quarantine();

  WorkerSpecDraft(
      String name, ConsumerSpec consumer, Codec<T> codec, Handler<T> handler, Emitter emitter) {
    this.name = name;
    this.consumer = consumer;
    this.codec = codec;
    this.handler = handler;
    this.emitter = emitter;
  }

  WorkerSpecDraft(WorkerSpec<T> from) {
    this(from.name(), from.consumer(), from.codec(), from.handler(), from.emitter());
    mode = from.mode();
    pullBatch = from.pullBatch();
    concurrency = from.concurrency();
    batch = from.batch();
    key = from.key();
    ack = from.ack();
    ackConfirm = from.ackConfirm();
    retry = from.retry();
    breaker = from.breaker();
    timeout = from.timeout();
    deadLetters = from.deadLetters();
    attemptJournal = from.attemptJournal();
    retryStore = from.retryStore();
    exhausted = from.exhausted();
    middleware = from.middleware();
    throttle = from.throttle();
    memory = from.memory();
    markers = from.markers();
    logContext = from.logContext();
    expiring = from.expiring();
    quarantine = from.quarantine();
  }

  WorkerSpec<T> spec() {
    return new WorkerSpec<>(
        name,
        consumer,
        mode,
        pullBatch,
        concurrency,
        batch,
        key,
        ack,
        ackConfirm,
        retry,
        breaker,
        timeout,
        deadLetters,
        attemptJournal,
        retryStore,
        exhausted,
        codec,
        emitter,
        middleware,
        handler,
        throttle,
        memory,
        markers,
        logContext,
        expiring,
        quarantine);
  }
}
