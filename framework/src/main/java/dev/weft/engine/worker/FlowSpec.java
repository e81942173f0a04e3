package dev.weft.engine.worker;

import dev.weft.BreakerPolicy;
import dev.weft.MessageKey;
import dev.weft.engine.flow.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of a handler run at once, in which order, and when one may begin. A change makes a
 * copy.
 *
 * @param concurrency how many calls may run at once; 1 is one after the other, in order
 * @param key which messages are kept in order among themselves; null for no such order, or for all
 *     of them where one is at work at a time
 * @param throttle when messages may begin
 * @param breaker when the worker pauses because of failures
 */
public record FlowSpec(
    int concurrency, @Nullable MessageKey key, Throttle throttle, BreakerPolicy breaker) {

  /** One at a time, as soon as it has come, and no pause because of failures. */
  static FlowSpec serial() {
    return new FlowSpec(1, null, Throttle.none(), BreakerPolicy.off());
  }

  /** With so many calls at once. */
  public FlowSpec withConcurrency(int chosen) {
    return new FlowSpec(chosen, key, throttle, breaker);
  }

  /** With the order of each key kept; null for no such order. */
  public FlowSpec withKey(@Nullable MessageKey chosen) {
    return new FlowSpec(concurrency, chosen, throttle, breaker);
  }

  /** With messages that begin when it says so. */
  public FlowSpec withThrottle(Throttle chosen) {
    return new FlowSpec(concurrency, key, chosen, breaker);
  }

  /** With pauses because of failures. */
  public FlowSpec withBreaker(BreakerPolicy chosen) {
    return new FlowSpec(concurrency, key, throttle, chosen);
  }
}
