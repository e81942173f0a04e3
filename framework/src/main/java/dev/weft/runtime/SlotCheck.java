package dev.weft.runtime;

import dev.weft.config.HandlerConfig;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what handlers may have in work with what their consumers let out at once. */
final class SlotCheck {

  private static final Logger log = LoggerFactory.getLogger(SlotCheck.class);

  private SlotCheck() {}

  /** Says which consumer keeps its handler's slots empty. */
  static void warn(Iterable<HandlerConfig> handlers, Transport transport) {
    for (HandlerConfig handler : handlers) {
      int slots = handler.slots();
      if (slots == 1) {
        continue;
      }
      // The server's word: the configuration need not name it.
      ConsumerSpec consumer = handler.consumers().getFirst(); // of partitions all are the same
      int most = transport.state(consumer).maxAckPending();
      if (most > 0 && most < slots) {
        log.warn(
            "handler {}: {}, but its consumer {}/{} has max_ack_pending = {}, for all"
                + " replicas together: no more than that are ever in work. Set"
                + " consumer.max_ack_pending = {} for each replica, or lower {}",
            handler.name(),
            setting(handler),
            consumer.stream(),
            consumer.name(),
            most,
            2L * slots,
            handler.batch().isPresent() ? "batch.size" : "concurrency");
      }
    }
  }

  private static String setting(HandlerConfig handler) {
    String concurrency = "concurrency = " + handler.concurrency();
    return handler
        .batch()
        .map(batch -> concurrency + " with batch.size = " + batch.size())
        .orElse(concurrency);
  }
}
