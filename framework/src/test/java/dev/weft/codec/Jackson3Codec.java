package dev.weft.codec;

import dev.weft.Codec;
import java.lang.reflect.Type;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** JSON by Jackson 3, as an application writes such a codec; no part of Weft knows that library. */
public class Jackson3Codec<T> implements Codec<T> {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final JavaType type;

  /** A codec of a payload's type. */
  protected Jackson3Codec(Type type) {
    this.type = MAPPER.constructType(type);
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public byte[] encode(T payload) {
    return MAPPER.writeValueAsBytes(payload);
  }

  @Override
  public T decode(byte[] data) {
    return MAPPER.readValue(data, type);
  }
}
