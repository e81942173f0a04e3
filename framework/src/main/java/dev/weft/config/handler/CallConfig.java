package dev.weft.config.handler;

import dev.weft.BatchPolicy;
import dev.weft.config.classes.CodecConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a handler is called.
 *
 * @param handler the class that is called
 * @param batch how many messages a {@link dev.weft.BatchHandler} is called with; empty for a
 *     handler of single messages
 * @param codec how payloads are decoded
 * @param middleware names of classes that implement {@link dev.weft.Middleware}, outermost first
 * @param timeout how long a message may be in work
 * @param logContext whether what the handler's code logs carries the fields of its message
 */
public record CallConfig(
    HandlerClass handler,
    Optional<BatchPolicy> batch,
    CodecConfig codec,
    List<String> middleware,
    Duration timeout,
    boolean logContext) {

  /** Copies the list. */
  public CallConfig {
    middleware = List.copyOf(middleware);
  }
}
