package dev.weft.config;

import dev.weft.Rate;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.config.handler.ResponderConfig;
import java.util.List;
import java.util.Map;

/**
 * The handlers, the responders and the limits that handlers share.
 *
 * @param handlers the enabled handlers, in the order of the file
 * @param responders the enabled responders, in the order of the file; at least one, or a handler
 * @param limits rates that handlers share, by their names
 */
public record WorkConfig(
    List<HandlerConfig> handlers, List<ResponderConfig> responders, Map<String, Rate> limits) {

  /** Copies lists and maps. */
  public WorkConfig {
    handlers = List.copyOf(handlers);
    responders = List.copyOf(responders);
    limits = Map.copyOf(limits);
  }

  /** The same without rates and limits, and with one consumer for what partitions have. */
  WorkConfig alone() {
    return new WorkConfig(
        handlers.stream().map(HandlerConfig::alone).toList(), responders, Map.of());
  }
}
