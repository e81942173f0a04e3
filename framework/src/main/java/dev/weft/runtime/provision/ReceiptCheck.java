package dev.weft.runtime.provision;

import dev.weft.config.handler.HandlerConfig;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds streams that tell nobody whether they have stored what was published to them. */
public final class ReceiptCheck {

  private static final Logger log = LoggerFactory.getLogger(ReceiptCheck.class);

  private static final String NO_ACK = "no_ack";

  private final Transport transport;

  ReceiptCheck(Transport transport) {
    this.transport = transport;
  }

  /**
   * Why Weft cannot write to a stream of its own, before it is created: each copy is confirmed
   * before its original is ended.
   */
  Optional<String> problem(StreamSpec own) {
    return givesNone(own)
        ? Optional.of(
            "stream "
                + own.name()
                + ": has no_ack = true, so nobody would know whether what Weft keeps there is"
                + " stored; set it to false")
        : Optional.empty();
  }

  /** Says which of the handlers' streams give none: what is emitted to them fails. */
  void warn(List<HandlerConfig> handlers) {
    handlers.stream()
        .map(handler -> handler.consumer().stream())
        .distinct()
        .filter(stream -> givesNone(new StreamSpec(stream, Map.of())))
        .forEach(
            stream ->
                log.warn(
                    "stream {}: has no_ack = true: its messages are handled, but whoever publishes"
                        + " to it has no receipt, so what a handler emits or publishes there fails"
                        + " after publish.retry-for, stored or not",
                    stream));
  }

  private boolean givesNone(StreamSpec stream) {
    return Boolean.TRUE.equals(stream.settings().get(NO_ACK))
        || transport.inspect(new StreamSpec(stream.name(), Map.of(NO_ACK, true)))
            instanceof Presence.Same;
  }
}
