package dev.weft.runtime.provision;

import dev.weft.engine.SideStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which limits of a stream of Weft's own would have it forget something that is to be kept. */
final class LimitCheck {

  private static final List<String> SIZES = List.of("max_msgs", "max_bytes");
  private static final List<String> ALL =
      List.of("max_msgs", "max_bytes", "max_age", "max_msgs_per_subject");

  private LimitCheck() {}

  /** A warning, if there are such limits among its settings. */
  static Optional<String> of(ProvidedStream stream, Map<String, Object> settings) {
    SideStream kind = stream.kind();
    if (kind == null) {
      return Optional.empty();
    }
    return switch (kind) {
      case RETRIES ->
          warning(
              stream,
              limits(settings, ALL),
              "what does not fit waits with its consumer instead, and holds a max_ack_pending slot"
                  + " there; remove the limit, or have it far larger than what ever waits");
      case DEAD_LETTERS, PARKED_KEYS, LEASES ->
          "new".equals(settings.get("discard"))
              ? Optional.empty()
              : warning(
                  stream,
                  limits(settings, SIZES),
                  "when it is full the server drops the oldest; set discard = new (nats stream edit "
                      + stream.name()
                      + " --discard=new), and what has no room is tried again");
      case DEATHS -> Optional.empty(); // the oldest have been dealt with
    };
  }

  private static Optional<String> warning(
      ProvidedStream stream, List<String> limits, String consequence) {
    return limits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "stream " + stream.name() + ": " + String.join(", ", limits) + ": " + consequence);
  }

  private static List<String> limits(Map<String, Object> settings, List<String> names) {
    var limits = new ArrayList<String>();
    for (String name : names) {
      if (settings.get(name) instanceof Number limit && limit.longValue() > 0) {
        limits.add(name + " = " + limit);
      }
    }
    return limits;
  }
}
