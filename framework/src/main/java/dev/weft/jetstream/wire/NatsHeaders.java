package dev.weft.jetstream.wire;

import dev.weft.Headers;
import java.util.AbstractMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns headers of jnats into ours and back. Values keep their order; jnats forgets the names'. */
public final class NatsHeaders {

  /** Changed by nobody once it is written, which spares jnats a copy of its own. */
  private static final class Written extends io.nats.client.impl.Headers {

    @Override
    public boolean isReadOnly() {
      return true;
    }
  }

  /** What jnats has read and checked, as the map that it gives a copy of only. */
  private static final class Received extends AbstractMap<String, List<String>> {

    private final io.nats.client.impl.Headers from;

    Received(io.nats.client.impl.Headers from) {
      this.from = from;
    }

    // Single names are what most handlers' messages are asked for.
    @Override
    public @Nullable List<String> get(Object name) {
      return name instanceof String text ? from.get(text) : null;
    }

    @Override
    public boolean containsKey(Object name) {
      return name instanceof String text && from.containsKey(text);
    }

    @Override
    public Set<Entry<String, List<String>>> entrySet() {
      return from.entrySet();
    }
  }

  private NatsHeaders() {}

  public static Headers read(io.nats.client.impl.@Nullable Headers from) {
    if (from == null || from.isEmpty()) {
      return Headers.empty();
    }
    return Headers.received(new Received(from));
  }

  public static io.nats.client.impl.Headers write(Headers from) {
    var headers = new Written();
    from.forEach((name, values) -> put(headers, name, values));
    return headers;
  }

  private static void put(io.nats.client.impl.Headers headers, String name, List<String> values) {
    try {
      headers.put(name, values);
    } catch (IllegalArgumentException e) { // it names neither the header nor what it expects
      throw new IllegalArgumentException("header " + name + ": expected an ASCII value", e);
    }
  }
}
