package dev.weft.config.handler;

import dev.weft.BreakerPolicy;
import java.util.Optional;

/**
 * How many calls of a handler run at once, in which order, and when one may begin.
 *
 * @param concurrency how many messages may be in work at once, or how many batches
 * @param key what keeps messages in order among themselves: {@code subject:2}, {@code header:X} or
 *     {@code payload:/x}, or the name of a class that implements {@link dev.weft.MessageKey}; empty
 *     for no order by key
 * @param throttle how fast messages may begin
 * @param breaker when the handler pauses because of failures
 */
public record FlowConfig(
    int concurrency, Optional<String> key, ThrottleConfig throttle, BreakerPolicy breaker) {

  /** Without a rate and a limit. */
  FlowConfig alone() {
    return new FlowConfig(concurrency, key, ThrottleConfig.NONE, breaker);
  }
}
