package dev.weft.telemetry;

import dev.weft.Headers;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Headers for a propagator to write to and read from, under the names it chooses: NATS tells {@code
 * traceparent} from {@code Traceparent}, and so does this.
 */
final class HeaderCarrier {

  static final TextMapGetter<Headers> GETTER = new Getter();

  static final TextMapSetter<HeaderCarrier> SETTER =
      (carrier, name, value) -> {
        if (carrier != null) {
          carrier.headers = carrier.headers.with(name, value);
        }
      };

  private Headers headers;

  HeaderCarrier(Headers headers) {
    this.headers = headers;
  }

  Headers headers() {
    return headers;
  }

  private static final class Getter implements TextMapGetter<Headers> {

    @Override
    public @Nullable String get(@Nullable Headers headers, String name) {
      return headers == null ? null : headers.first(name).orElse(null);
    }

    @Override
    public Iterator<String> getAll(@Nullable Headers headers, String name) {
      return (headers == null ? List.<String>of() : headers.all(name)).iterator();
    }
  }
}
