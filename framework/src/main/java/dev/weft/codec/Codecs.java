package dev.weft.codec;

import dev.weft.Codec;
import java.lang.reflect.Type;
import java.util.Set;

/** Chooses the codec for a payload's type. */
public final class Codecs {

  private static final Set<String> BUILT_IN = Set.of("json", "string", "bytes");

  private Codecs() {}

  /** Whether {@link #named} knows the name; any other one is a class's. */
  public static boolean isBuiltIn(String name) {
    return BUILT_IN.contains(name);
  }

  /**
   * The codec a type has unless told otherwise: {@link StringCodec} for {@code String}, {@link
   * BytesCodec} for {@code byte[]}, else {@link JsonCodec}.
   *
   * @param <T> the type that {@code type} stands for; not checked
   */
  @SuppressWarnings("unchecked")
  public static <T> Codec<T> forType(Type type) {
    if (type == String.class) {
      return (Codec<T>) StringCodec.INSTANCE;
    }
    if (type == byte[].class) {
      return (Codec<T>) BytesCodec.INSTANCE;
    }
    return JsonCodec.of(type);
  }

  /**
   * The codec of a name, as it stands in a configuration.
   *
   * @param name {@code json}, {@code string} or {@code bytes}
   * @param type the payload's type; {@code string} and {@code bytes} fit one type each
   * @throws IllegalArgumentException if there is no such codec, or it does not fit the type
   */
  public static Codec<?> named(String name, Type type) {
    return switch (name) {
      case "json" -> JsonCodec.of(type);
      case "string" -> fitting(name, type, String.class, StringCodec.INSTANCE);
      case "bytes" -> fitting(name, type, byte[].class, BytesCodec.INSTANCE);
      default ->
          throw new IllegalArgumentException(
              "codec = " + name + ": expected json, string or bytes");
    };
  }

  private static Codec<?> fitting(String name, Type type, Class<?> only, Codec<?> codec) {
    if (type != only) {
      throw new IllegalArgumentException(
          "codec = %s: expected payloads of type %s, but they are of type %s; use codec = json"
              .formatted(name, only.getTypeName(), type.getTypeName()));
    }
    return codec;
  }
}
