package dev.weft.config.handler;

import dev.weft.AckMode;
import dev.weft.BatchPolicy;
import dev.weft.BreakerPolicy;
import dev.weft.Rate;
import dev.weft.ReceiveMode;
import dev.weft.config.classes.CodecConfig;
import dev.weft.engine.worker.Markers;
import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One handler as configured, {@code weft.handler-defaults} applied.
 *
 * @param name its key under {@code weft.handlers}
 * @param className the class that implements {@link dev.weft.Handler}
 * @param consumer what it takes from
 * @param mode push or pull
 * @param pullBatch how many messages a pull loop asks for at once, unless more can start
 * @param concurrency how many messages may be in work at once, or how many batches
 * @param batch how many messages a {@link dev.weft.BatchHandler} is called with; empty for a
 *     handler of single messages
 * @param key what keeps messages in order among themselves: {@code subject:2}, {@code header:X} or
 *     {@code payload:/x}, or the name of a class that implements {@link dev.weft.MessageKey}; empty
 *     for no order by key
 * @param ack who acknowledges
 * @param ackConfirm whether each settlement waits for the server's word that it has it
 * @param retry what follows a failure
 * @param breaker when it pauses because of failures
 * @param timeout how long a message may be in work
 * @param deadLetters whether messages that are given up are kept
 * @param onExhausted what follows when a message is given up
 * @param scheduledRetries whether retries that wait long hold no slot of the consumer
 * @param markers what is done with messages that only say that others are gone
 * @param logContext whether what its code logs carries the fields of its message
 * @param codec how its payloads are decoded
 * @param middleware names of classes that implement {@link dev.weft.Middleware}, outermost first
 * @param settings the user's own block, for the handler to read
 * @param rate how fast its messages may begin in this process; empty for as fast as they can
 * @param limit the name of the limit that it shares with others; empty for none
 * @param weight its share of that, beside the others' weights
 * @param partitions how replicas share what is in order by key; empty if they do not
 */
public record HandlerConfig(
    String name,
    String className,
    ConsumerSpec consumer,
    ReceiveMode mode,
    int pullBatch,
    int concurrency,
    Optional<BatchPolicy> batch,
    Optional<String> key,
    AckMode ack,
    boolean ackConfirm,
    RetryConfig retry,
    BreakerPolicy breaker,
    Duration timeout,
    boolean deadLetters,
    OnExhausted onExhausted,
    boolean scheduledRetries,
    Markers markers,
    boolean logContext,
    CodecConfig codec,
    List<String> middleware,
    HandlerSettings settings,
    Optional<Rate> rate,
    Optional<String> limit,
    int weight,
    Optional<PartitionsConfig> partitions) {

  /** Copies the list. */
  public HandlerConfig {
    middleware = List.copyOf(middleware);
  }

  /** How many messages one process may hold for it at once; no more than an int can say. */
  public int slots() {
    return (int)
        Math.min(Integer.MAX_VALUE, (long) concurrency * batch.map(BatchPolicy::size).orElse(1));
  }

  /** The same without a rate and a limit, and with one consumer for what its partitions have. */
  public HandlerConfig alone() {
    return new HandlerConfig(
        name,
        className,
        partitions.map(parts -> parts.whole(consumer)).orElse(consumer),
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
        onExhausted,
        scheduledRetries,
        markers,
        logContext,
        codec,
        middleware,
        settings,
        Optional.empty(),
        Optional.empty(),
        1,
        Optional.empty());
  }

  /** What it takes from: {@link #consumer}, or one for each of its partitions. */
  public List<ConsumerSpec> consumers() {
    return partitions.map(parts -> parts.consumers(consumer)).orElseGet(() -> List.of(consumer));
  }
}
