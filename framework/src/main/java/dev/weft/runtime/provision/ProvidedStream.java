package dev.weft.runtime.provision;

import dev.weft.TransportException;
import dev.weft.engine.SideStream;
import dev.weft.transport.StreamSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream that has to be there.
 *
 * @param kind what Weft keeps in it beside another one; null if it is none of Weft's own
 * @param configured what it has to be like
 * @param derived what else it is created with, since the stream it belongs to is so
 * @param purpose what to know where it can be neither found nor created; may be empty
 */
public record ProvidedStream(
    @Nullable SideStream kind, StreamSpec configured, Map<String, Object> derived, String purpose) {

  /** One that is used also where it is not as configured. */
  public static ProvidedStream of(StreamSpec configured) {
    return new ProvidedStream(null, configured, Map.of(), "");
  }

  /** Whether Weft keeps it beside another one, and writes to it. */
  boolean own() {
    return kind != null;
  }

  /** What went wrong with it, and what it is for. */
  TransportException explained(TransportException e) {
    if (purpose.isEmpty()) {
      return e;
    }
    String what = "stream " + name() + ": " + e.getMessage() + "; " + purpose;
    return e.isLasting()
        ? TransportException.lasting(what, e)
        : TransportException.passing(what, e);
  }

  String name() {
    return configured.name();
  }

  /** What it is created as. */
  public StreamSpec created() {
    var settings = new HashMap<>(derived);
    settings.putAll(configured.settings());
    return new StreamSpec(configured.name(), settings);
  }

  /** What nobody has configured and is to be as with the stream it belongs to. */
  StreamSpec following() {
    var settings = new HashMap<>(derived);
    settings.keySet().removeAll(configured.settings().keySet());
    return new StreamSpec(configured.name(), settings);
  }

  /** What it cannot do without. */
  StreamSpec indispensable() {
    var settings = new HashMap<>(configured.settings());
    settings.keySet().retainAll(kind == null ? Set.of() : kind.needed());
    return new StreamSpec(configured.name(), settings);
  }
}
