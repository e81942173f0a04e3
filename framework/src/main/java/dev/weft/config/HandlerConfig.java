package dev.weft.config;

import dev.weft.engine.AckMode;
import dev.weft.engine.BreakerPolicy;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Mode;
import java.time.Duration;
import java.util.List;

/**
 * One handler as configured, {@code weft.handler-defaults} applied.
 *
 * @param name its key under {@code weft.handlers}
 * @param className the class that implements {@link dev.weft.Handler}
 * @param consumer what it takes from
 * @param mode push or pull
 * @param ack who acknowledges
 * @param ackConfirm whether each settlement waits for the server's word that it has it
 * @param retry what follows a failure
 * @param breaker when it pauses because of failures
 * @param timeout how long a message may be in work
 * @param deadLetters whether messages that are given up are kept
 * @param scheduledRetries whether retries that wait long hold no slot of the consumer
 * @param codec {@code json}, {@code string}, {@code bytes} or the name of a class that implements
 *     {@link dev.weft.Codec}
 * @param middleware names of classes that implement {@link dev.weft.Middleware}, outermost first
 */
public record HandlerConfig(
    String name,
    String className,
    ConsumerSpec consumer,
    Mode mode,
    AckMode ack,
    boolean ackConfirm,
    RetryConfig retry,
    BreakerPolicy breaker,
    Duration timeout,
    boolean deadLetters,
    boolean scheduledRetries,
    String codec,
    List<String> middleware) {

  /** Copies the list. */
  public HandlerConfig {
    middleware = List.copyOf(middleware);
  }
}
