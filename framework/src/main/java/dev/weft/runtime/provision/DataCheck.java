package dev.weft.runtime.provision;

import dev.weft.ConfigurationProblem;
import dev.weft.config.classes.ClassCheck;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.util.List;
import java.util.Map;

/** Finds the handlers whose consumers are on the server already, and deliver no data to decode. */
public final class DataCheck {

  private static final String HEADERS_ONLY = "headers_only";

  private final ClassCheck classes;
  private final Transport transport;

  public DataCheck(ClassCheck classes, Transport transport) {
    this.classes = classes;
    this.transport = transport;
  }

  /** What is wrong, one for each handler; the configuration need not name what the consumer has. */
  public List<ConfigurationProblem> problems(List<HandlerConfig> handlers) {
    return handlers.stream()
        .filter(handler -> classes.isMadeOfData(handler.className(), handler.call().codec()))
        .filter(handler -> isWithoutData(handler.consumers().getFirst()))
        .map(DataCheck::problem)
        .toList();
  }

  private static ConfigurationProblem problem(HandlerConfig handler) {
    return new ConfigurationProblem(
        "",
        "weft.handlers." + handler.name(),
        "its consumer has headers_only = true, so with codec = "
            + handler.call().codec().name()
            + " there is no data to make a payload of; expected a handler of byte[], or a codec of"
            + " your own that reads headers");
  }

  private boolean isWithoutData(ConsumerSpec consumer) {
    if (transport.inspect(new StreamSpec(consumer.stream(), Map.of())) instanceof Presence.Absent) {
      return false;
    }
    return switch (transport.inspect(
        new ConsumerSpec(consumer.stream(), consumer.name(), Map.of(HEADERS_ONLY, true)))) {
      case Presence.Absent() -> false;
      case Presence.Same() -> true;
      case Presence.Differs(var differences) ->
          differences.stream().noneMatch(difference -> difference.startsWith(HEADERS_ONLY));
    };
  }
}
