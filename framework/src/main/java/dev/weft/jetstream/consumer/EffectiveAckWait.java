package dev.weft.jetstream.consumer;

import dev.weft.codec.json.Json;
import java.time.Duration;

/** How long the server really waits for a settlement. */
final class EffectiveAckWait {

  private static final Duration SERVER_DEFAULT = Duration.ofSeconds(30);

  private EffectiveAckWait() {}

  /** The shortest wait of the consumer's {@code backoff}, which overrides its {@code ack_wait}. */
  static Duration of(Json consumer) {
    long shortest = Long.MAX_VALUE;
    for (Json wait : consumer.path("backoff")) {
      shortest = Math.min(shortest, wait.asLong());
    }
    if (shortest != Long.MAX_VALUE) {
      return Duration.ofNanos(shortest);
    }
    long ackWait = consumer.path("ack_wait").asLong();
    return ackWait > 0 ? Duration.ofNanos(ackWait) : SERVER_DEFAULT;
  }
}
