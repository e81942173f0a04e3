package dev.weft.telemetry;

import dev.weft.Headers;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Headers for a propagator to write to and read from. They are written under the names it chooses.
 * They are read in any case: NATS tells {@code traceparent} from {@code Traceparent}, and a Go
 * program that goes by way of HTTP's headers writes the latter.
 */
final class HeaderCarrier {

  static final TextMapGetter<Headers> GETTER = new Getter();

  static final TextMapSetter<HeaderCarrier> SETTER =
      (carrier, name, value) -> {
        if (carrier != null) {
          // One that was copied from a message in another case would be a second context.
          carrier.headers = carrier.headers.withoutIgnoringCase(name).with(name, value);
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
      Iterator<String> values = getAll(headers, name);
      return values.hasNext() ? values.next() : null;
    }

    @Override
    public Iterator<String> getAll(@Nullable Headers headers, String name) {
      return (headers == null ? List.<String>of() : headers.allIgnoringCase(name)).iterator();
    }
  }
}
