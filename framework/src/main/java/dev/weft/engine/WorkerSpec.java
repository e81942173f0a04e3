package dev.weft.engine;

import dev.weft.BatchHandler;
import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Mode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a worker has to know about its handler.
 *
 * @param name the handler's name, for logs and telemetry
 * @param consumer what it takes from
 * @param mode push or pull loop
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
 * @param lastAttempts remembers which last attempts were begun
 * @param longRetries keeps what is retried after a long wait
 * @param exhausted what follows when a message is given up
 * @param codec decodes its payloads
 * @param emitter publishes what it emits
 * @param middleware around each call, outermost first
 * @param handler the user's code
 * @param throttle when messages may begin
 * @param <T> the payload
 */
public record WorkerSpec<T>(
    String name,
    ConsumerSpec consumer,
    Mode mode,
    int concurrency,
    @Nullable BatchPolicy batch,
    @Nullable MessageKey key,
    AckMode ack,
    boolean ackConfirm,
    RetryPolicy retry,
    BreakerPolicy breaker,
    Duration timeout,
    DeadLetters deadLetters,
    LastAttempts lastAttempts,
    LongRetries longRetries,
    Exhausted exhausted,
    Codec<T> codec,
    Emitter emitter,
    List<Middleware> middleware,
    Handler<T> handler,
    Throttle throttle) {

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
    return deadLetters.isOn() && lastAttempts.isOn() && ack == AckMode.AUTO;
  }

  /** The same handler on another consumer of the stream. */
  public WorkerSpec<T> on(ConsumerSpec other) {
    return new WorkerSpec<>(
        name,
        other,
        mode,
        concurrency,
        batch,
        key,
        ack,
        ackConfirm,
        retry,
        breaker,
        timeout,
        deadLetters,
        lastAttempts,
        longRetries,
        exhausted.on(other),
        codec,
        emitter,
        middleware,
        handler,
        throttle);
  }

  HandlerId id() {
    return new HandlerId(name, consumer.stream(), consumer.name());
  }
}
