package dev.weft.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.weft.Codec;
import java.io.IOException;
import java.lang.reflect.Type;

/**
 * JSON by Jackson.
 *
 * <p>Unless the caller brings a mapper: records and {@code Optional} work, java.time values are ISO
 * strings, decimals are exact also in trees and maps, {@link JsonRules} say what else is read, and
 * anything after the first JSON value is refused. Nesting deeper than 200 levels, numbers of more
 * than 1,000 digits and decimals with an exponent beyond that are refused as well.
 *
 * @param <T> the payload
 */
public final class JsonCodec<T> implements Codec<T> {

  private static final String CONTENT_TYPE = "application/json";

  private final ObjectMapper mapper;
  private final JavaType type;
  private final ObjectReader reader;
  private final ObjectWriter writer;

  private JsonCodec(Type type, ObjectMapper mapper) {
    this.mapper = mapper;
    this.type = mapper.constructType(type);
    this.reader = mapper.readerFor(this.type);
    this.writer = mapper.writerFor(this.type);
  }

  /** A codec for payloads of a class. */
  public static <T> JsonCodec<T> of(Class<T> type) {
    return new JsonCodec<>(type, JsonMappers.of(JsonRules.DEFAULT));
  }

  /**
   * A codec for payloads of any type, such as {@code List<Order>}.
   *
   * @param <T> the type that {@code type} stands for; not checked
   */
  public static <T> JsonCodec<T> of(Type type) {
    return new JsonCodec<>(type, JsonMappers.of(JsonRules.DEFAULT));
  }

  /**
   * A codec for payloads of any type, by other rules than {@link JsonRules#DEFAULT}.
   *
   * @param <T> the type that {@code type} stands for; not checked
   */
  public static <T> JsonCodec<T> of(Type type, JsonRules rules) {
    return new JsonCodec<>(type, JsonMappers.of(rules));
  }

  /** A codec with a mapper of the caller's, as it is configured now; later changes do not count. */
  public static <T> JsonCodec<T> of(Class<T> type, ObjectMapper mapper) {
    return new JsonCodec<>(type, mapper);
  }

  /**
   * A codec with a mapper of the caller's, as it is configured now; later changes do not count.
   *
   * @param <T> the type that {@code type} stands for; not checked
   */
  public static <T> JsonCodec<T> of(Type type, ObjectMapper mapper) {
    return new JsonCodec<>(type, mapper);
  }

  /**
   * Checks that some JSON can be read to the type.
   *
   * @throws IllegalArgumentException if none can; it says why, and what to do
   */
  void checkReadable() {
    JsonTypes.checkReadable(type, mapper);
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  /**
   * {@code application/json} and all types that end in {@code +json}, but not the envelopes of
   * CloudEvents: read to a payload they would make one without values.
   */
  @Override
  public boolean reads(String mediaType) {
    return mediaType.equals(CONTENT_TYPE)
        || mediaType.equals("text/json")
        || (mediaType.endsWith("+json") && !mediaType.startsWith("application/cloudevents"));
  }

  @Override
  public byte[] encode(T payload) throws IOException {
    if (payload == null) {
      throw new IllegalArgumentException("payload null: expected a " + name());
    }
    return writer.writeValueAsBytes(payload);
  }

  /**
   * Decodes one JSON value.
   *
   * @throws IllegalArgumentException if the data is not the JSON of a payload. Neither it nor a
   *     cause quotes the data, which may be personal: it tells where, by line and by path, and what
   *     was expected there. What a payload's own constructor says in its exception is passed on
   */
  @Override
  public T decode(byte[] data) {
    if (data.length == 0) {
      throw new IllegalArgumentException("no data: expected the JSON of a " + name());
    }
    T payload;
    try {
      payload = reader.readValue(data);
    } catch (IOException | RuntimeException e) {
      throw JsonRefusal.of(name(), e, mapper);
    }
    if (payload == null) {
      throw new IllegalArgumentException("JSON null: expected the JSON of a " + name());
    }
    return payload;
  }

  private String name() {
    return type.toCanonical();
  }
}
