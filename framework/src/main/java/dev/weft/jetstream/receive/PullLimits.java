package dev.weft.jetstream.receive;

import dev.weft.transport.ConsumerSpec;
import java.time.Duration;

/**
 * What a consumer allows a pull to ask for. The server answers a pull that asks for more with
 * nothing.
 *
 * @param batch the consumer's {@code max_batch}
 * @param bytes the consumer's {@code max_bytes}, for a pull that says how many it takes
 * @param expiry how long a pull stays open: ours, or the consumer's {@code max_expires} if shorter
 */
record PullLimits(int batch, long bytes, Duration expiry) {

  static PullLimits of(ConsumerSpec consumer, Duration ours) {
    long batch = number(consumer, "max_batch", Integer.MAX_VALUE);
    long expiry = number(consumer, "max_expires", Long.MAX_VALUE);
    return new PullLimits(
        (int) Math.min(batch, Integer.MAX_VALUE),
        number(consumer, "max_bytes", Long.MAX_VALUE),
        Duration.ofNanos(Math.min(expiry, ours.toNanos())));
  }

  // The server takes zero and less for unlimited.
  private static long number(ConsumerSpec consumer, String key, long unlimited) {
    return consumer.settings().get(key) instanceof Number value && value.longValue() > 0
        ? value.longValue()
        : unlimited;
  }
}
