package dev.weft.engine.worker;

import dev.weft.BatchHandler;
import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.engine.AckMode;
import dev.weft.engine.HandlerId;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything a worker has to know about its handler; immutable. {@link #of} makes one with
 * defaults.
 *
 * @param name the handler's name, for logs and telemetry
 * @param consumer what it takes from
 * @param mode push or pull loop
 * @param pullBatch how many messages a pull loop asks for at once, unless more can start; without a
 *     key
 * @param concurrency how many messages may be in work at once; 1 is one after the other, in order
 * @param batch how many its batch handler is called with; null for a handler of single messages.
 *     With it {@code concurrency} is how many batches may be in work at once
 * @param key which messages are kept in order among themselves; null for no such order, or for all
 *     of them where one is at work at a time
 * @param ack who acknowledges
 * @param ackConfirm whether each settlement waits for the server's word that it has it
 * @param retry what follows a failure
 * @param breaker when the worker pauses because of failures
 * @param timeout how long a message may be in work before its handler is interrupted
 * @param deadLetters keeps what is given up
 * @param attemptJournal remembers which last attempts were begun
 * @param retryStore keeps what is retried after a long wait
 * @param exhausted what follows when a message is given up
 * @param codec decodes its payloads
 * @param emitter publishes what it emits
 * @param middleware around each call, outermost first
 * @param handler the user's code
 * @param throttle when messages may begin
 * @param memory bounds the bytes of what it has received and not settled
 * @param markers what is done with messages that only say that others are gone
 * @param logContext whether what its code logs carries the fields of its message
 * @param expiring whether its stream lets go of messages by their {@code Nats-TTL}
 * @param quarantine has a message alone in the process; one for all handlers of it
 * @param <T> the payload
 */
public record WorkerSpec<T>(
    String name,
    ConsumerSpec consumer,
    Mode mode,
    int pullBatch,
    int concurrency,
    @Nullable BatchPolicy batch,
    @Nullable MessageKey key,
    AckMode ack,
    boolean ackConfirm,
    RetryPolicy retry,
    BreakerPolicy breaker,
    Duration timeout,
    DeadLetters deadLetters,
    AttemptJournal attemptJournal,
    RetryStore retryStore,
    Exhausted exhausted,
    Codec<T> codec,
    Emitter emitter,
    List<Middleware> middleware,
    Handler<T> handler,
    Throttle throttle,
    MessageMemory memory,
    Markers markers,
    boolean logContext,
    boolean expiring,
    Quarantine quarantine) {

  /** A handler's time limit unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  /** Copies the list, and checks that batches have their handler. */
  public WorkerSpec {
    middleware = List.copyOf(middleware);
    if (batch != null && !(handler instanceof BatchHandler)) {
      throw new IllegalArgumentException(
          handler.getClass().getName()
              + ": expected a "
              + BatchHandler.class.getName()
              + ", since it is to be called with batches");
    }
    if (batch != null && (long) concurrency * batch.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "concurrency = "
              + concurrency
              + " with batches of "
              + batch.size()
              + ": expected no more than "
              + Integer.MAX_VALUE
              + " messages at once");
    }
    if (batch != null && key != null) {
      throw new IllegalArgumentException("batches by key: expected one of the two");
    }
  }

  /** How many messages it may hold at once. */
  int slots() {
    return batch == null ? concurrency : concurrency * batch.size();
  }

  /**
   * Whether a message may be given up without another call of the handler: not where that would be
   * its end without a trace, nor where the handler alone says how often it comes again.
   */
  boolean givesUpUnseen() {
    return deadLetters.isOn() && attemptJournal.isOn() && ack == AckMode.AUTO;
  }

  /**
   * A worker that takes one message after the other as they come ahead of demand, and acknowledges
   * them itself; it retries by {@link RetryPolicy#defaults()} and keeps nothing of what it gives
   * up. The other methods say what is different.
   */
  public static <T> WorkerSpec<T> of(
      String name, ConsumerSpec consumer, Codec<T> codec, Handler<T> handler, Emitter emitter) {
    return new WorkerSpecDraft<>(name, consumer, codec, handler, emitter).spec();
  }

  /** The same handler on another consumer of the stream. */
  public WorkerSpec<T> on(ConsumerSpec other) {
    return with(
        draft -> {
          draft.consumer = other;
          draft.exhausted = exhausted.on(other);
        });
  }

  /** With the given loop. */
  public WorkerSpec<T> withMode(Mode chosen) {
    return with(draft -> draft.mode = chosen);
  }

  /** With so many messages in work at once, or so many batches. */
  public WorkerSpec<T> withConcurrency(int chosen) {
    return with(draft -> draft.concurrency = chosen);
  }

  /** Called with batches; null for single messages. */
  public WorkerSpec<T> withBatch(@Nullable BatchPolicy chosen) {
    return with(draft -> draft.batch = chosen);
  }

  /** With the order of each key kept; null for no such order. */
  public WorkerSpec<T> withKey(@Nullable MessageKey chosen) {
    return with(draft -> draft.key = chosen);
  }

  /** With the given one acknowledging. */
  public WorkerSpec<T> withAck(AckMode chosen) {
    return with(draft -> draft.ack = chosen);
  }

  /** With each settlement confirmed by the server, or not. */
  public WorkerSpec<T> withAckConfirm(boolean chosen) {
    return with(draft -> draft.ackConfirm = chosen);
  }

  /** With the given answer to a failure. */
  public WorkerSpec<T> withRetry(RetryPolicy chosen) {
    return with(draft -> draft.retry = chosen);
  }

  /** With pauses because of failures. */
  public WorkerSpec<T> withBreaker(BreakerPolicy chosen) {
    return with(draft -> draft.breaker = chosen);
  }

  /** With so much time for each message. */
  public WorkerSpec<T> withTimeout(Duration chosen) {
    return with(draft -> draft.timeout = chosen);
  }

  /** With so many messages asked for at once by a pull loop. */
  public WorkerSpec<T> withPullBatch(int chosen) {
    return with(draft -> draft.pullBatch = chosen);
  }

  /** With what is given up kept there. */
  public WorkerSpec<T> withDeadLetters(DeadLetters chosen) {
    return with(draft -> draft.deadLetters = chosen);
  }

  /** With last attempts remembered there. */
  public WorkerSpec<T> withAttemptJournal(AttemptJournal chosen) {
    return with(draft -> draft.attemptJournal = chosen);
  }

  /** With long waits spent there. */
  public WorkerSpec<T> withRetryStore(RetryStore chosen) {
    return with(draft -> draft.retryStore = chosen);
  }

  /** With the given end of what is given up. */
  public WorkerSpec<T> withExhausted(Exhausted chosen) {
    return with(draft -> draft.exhausted = chosen);
  }

  /** With these around each call, outermost first. */
  public WorkerSpec<T> withMiddleware(List<Middleware> chosen) {
    return with(draft -> draft.middleware = chosen);
  }

  /** With messages that begin when it says so. */
  public WorkerSpec<T> withThrottle(Throttle chosen) {
    return with(draft -> draft.throttle = chosen);
  }

  /** With what it holds counted there. */
  public WorkerSpec<T> withMemory(MessageMemory chosen) {
    return with(draft -> draft.memory = chosen);
  }

  /** With the fields of a message in what is logged while it is handled, or without. */
  public WorkerSpec<T> withLogContext(boolean chosen) {
    return with(draft -> draft.logContext = chosen);
  }

  /** With markers skipped or handed over. */
  public WorkerSpec<T> withMarkers(Markers chosen) {
    return with(draft -> draft.markers = chosen);
  }

  /** With messages that expire, or not. */
  public WorkerSpec<T> withExpiring(boolean chosen) {
    return with(draft -> draft.expiring = chosen);
  }

  /** With what is to be alone kept from the messages of all handlers that share this. */
  public WorkerSpec<T> withQuarantine(Quarantine chosen) {
    return with(draft -> draft.quarantine = chosen);
  }

  private WorkerSpec<T> with(Consumer<WorkerSpecDraft<T>> change) {
    var draft = new WorkerSpecDraft<>(this);
    change.accept(draft);
    return draft.spec();
  }

  public HandlerId id() {
    return new HandlerId(name, consumer.stream(), consumer.name());
  }
}
