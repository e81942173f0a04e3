package dev.weft.codec;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import java.io.IOException;

/** Refuses keys of a map that a {@code Byte} or a {@code Short} would hold as another number. */
final class ExactKeys extends KeyDeserializer {

  private final KeyDeserializer inner;
  private final Class<?> type;

  private ExactKeys(KeyDeserializer inner, Class<?> type) {
    this.inner = inner;
    this.type = type;
  }

  /** Makes a reader of keys exact, if it is one of such keys. */
  static KeyDeserializer of(KeyDeserializer made, Class<?> type) {
    return type == Byte.class || type == Short.class ? new ExactKeys(made, type) : made;
  }

  @Override
  public Object deserializeKey(String key, DeserializationContext context) throws IOException {
    return fits(key)
        ? inner.deserializeKey(key, context)
        : context.handleWeirdKey(type, key, "expected a number that fits");
  }

  private boolean fits(String key) {
    try {
      int number = Integer.parseInt(key);
      return type == Byte.class ? number == (byte) number : number == (short) number;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
