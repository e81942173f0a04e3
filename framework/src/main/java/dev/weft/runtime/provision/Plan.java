package dev.weft.runtime.provision;

import dev.weft.config.handler.HandlerConfig;
import dev.weft.transport.ConsumerSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a configuration needs on the server.
 *
 * @param streams all streams, those that others belong to first
 * @param handlers the handlers, for what each expects of its consumers
 */
public record Plan(List<ProvidedStream> streams, List<HandlerConfig> handlers) {

  /** How many messages of each handler's consumers one process may have in work. */
  Map<ConsumerSpec, Integer> slots() {
    Map<ConsumerSpec, Integer> slots = new HashMap<>();
    for (HandlerConfig handler : handlers) {
      handler.consumers().forEach(consumer -> slots.merge(consumer, handler.slots(), Math::max));
    }
    return slots;
  }
}
