package dev.weft.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.message.impl.BaseGenericBinaryMessageReaderImpl;
import io.cloudevents.rw.CloudEventContextWriter;
import java.net.URLDecoder;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** An event's attributes as headers {@code ce-…}: the binary mode. */
final class EventHeaders extends BaseGenericBinaryMessageReaderImpl<String, String> {

  static final String SPEC_VERSION = "ce-specversion";

  private static final String PREFIX = "ce-";
  private static final String DATA_CONTENT_TYPE = "datacontenttype";

  private final Headers headers;

  private EventHeaders(SpecVersion version, byte[] data, Headers headers) {
    super(version, data.length == 0 ? null : BytesCloudEventData.wrap(data));
    this.headers = headers;
  }

  /** The attributes in the headers; empty if there are none. */
  static Optional<EventHeaders> read(Headers headers, byte[] data) {
    return headers
        .first(SPEC_VERSION)
        .map(version -> new EventHeaders(SpecVersion.parse(version), data, headers));
  }

  /** An event's attributes and extensions, and its data's type under the name that all know. */
  static Headers write(CloudEvent event) {
    var writer = new Writer(Headers.of(SPEC_VERSION, event.getSpecVersion().toString()));
    CloudEventUtils.toContextReader(event).readContext(writer);
    return writer.headers;
  }

  @Override
  protected boolean isContentTypeHeader(String name) {
    return name.equalsIgnoreCase(Headers.CONTENT_TYPE);
  }

  @Override
  protected boolean isCloudEventsHeader(String name) {
    return name.startsWith(PREFIX);
  }

  @Override
  protected String toCloudEventsKey(String name) {
    return name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
  }

  @Override
  protected void forEachHeader(BiConsumer<String, String> action) {
    for (String name : headers.names()) {
      headers.first(name).ifPresent(value -> action.accept(name, value));
    }
  }

  @Override
  protected String toCloudEventsValue(String value) {
    // A plus stands for itself here.
    return value.indexOf('%') < 0 ? value : URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
  }

  // As the binding asks for: whatever is not printable ASCII, and the blank, the quote and the
  // per cent sign.
  private static String encoded(String value) {
    var text = new StringBuilder();
    for (byte b : value.getBytes(UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
        text.append((char) b);
      } else {
        text.append("%%%02X".formatted(b & 0xff));
      }
    }
    return text.toString();
  }

  /** Collects attributes as headers; the library turns each kind of value into text. */
  private static final class Writer implements CloudEventContextWriter {

    private Headers headers;

    Writer(Headers headers) {
      this.headers = headers;
    }

    @Override
    public CloudEventContextWriter withContextAttribute(String name, String value) {
      headers = headers.with(PREFIX + name, encoded(value));
      if (name.equals(DATA_CONTENT_TYPE)) {
        headers = headers.with(Headers.CONTENT_TYPE, value);
      }
      return this;
    }
  }
}
