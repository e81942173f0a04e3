package dev.weft.codec;

import dev.weft.Codec;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;

/** Chooses the codec for a payload's type. */
public final class Codecs {

  private static final Set<String> BUILT_IN =
      Set.of("json", "string", "bytes", "protobuf", "cloudevents", "auto");

  private Codecs() {}

  /** Whether {@link #named} knows the name; any other one is a class's. */
  public static boolean isBuiltIn(String name) {
    return BUILT_IN.contains(name);
  }

  /**
   * The codec a type has unless told otherwise: {@link StringCodec} for {@code String}, {@link
   * BytesCodec} for {@code byte[]}, the codecs of Protobuf and CloudEvents for their types, else
   * {@link JsonCodec}.
   *
   * @param <T> the type that {@code type} stands for; not checked
   */
  public static <T> Codec<T> forType(Type type) {
    return forType(type, JsonRules.DEFAULT);
  }

  @SuppressWarnings("unchecked")
  private static <T> Codec<T> forType(Type type, JsonRules rules) {
    if (type == String.class) {
      return (Codec<T>) StringCodec.INSTANCE;
    }
    if (type == byte[].class) {
      return (Codec<T>) BytesCodec.INSTANCE;
    }
    for (OptionalCodec codec : OptionalCodec.values()) {
      if (codec.fits(type)) {
        return (Codec<T>) codec.of(type);
      }
    }
    return JsonCodec.of(type, rules);
  }

  /**
   * The codec of a name, as it stands in a configuration.
   *
   * @param name {@code json}, {@code string}, {@code bytes}, {@code protobuf}, {@code cloudevents}
   *     or {@code auto}, which is {@link #byContentType}
   * @param type the payload's type; only {@code json} and {@code auto} fit any
   * @throws IllegalArgumentException if there is no such codec, it does not fit the type, or its
   *     library is not on the class path
   */
  public static Codec<?> named(String name, Type type) {
    return named(name, type, JsonRules.DEFAULT);
  }

  /**
   * As {@link #named(String, Type)}, with other rules where JSON is read.
   *
   * @throws IllegalArgumentException if there is no such codec, it does not fit the type, or its
   *     library is not on the class path
   */
  public static Codec<?> named(String name, Type type, JsonRules rules) {
    return switch (name) {
      case "json" -> JsonCodec.of(type, rules);
      case "string" -> fitting(name, type, String.class, StringCodec.INSTANCE);
      case "bytes" -> fitting(name, type, byte[].class, BytesCodec.INSTANCE);
      case "protobuf" -> OptionalCodec.PROTOBUF.of(type);
      case "cloudevents" -> OptionalCodec.CLOUDEVENTS.of(type);
      case "auto" -> byContentType(type, rules);
      default ->
          throw new IllegalArgumentException(
              "codec = " + name + ": expected json, string, bytes, protobuf, cloudevents or auto");
    };
  }

  /**
   * The codec that reads a type by each message's {@value dev.weft.Headers#CONTENT_TYPE}, with
   * those of Weft's codecs that can make it: text may also come as JSON. A message that does not
   * say is read as by {@link #forType}, which also writes.
   *
   * @param <T> the type that {@code type} stands for; not checked
   */
  public static <T> Codec<T> byContentType(Type type) {
    return byContentType(type, JsonRules.DEFAULT);
  }

  private static <T> Codec<T> byContentType(Type type, JsonRules rules) {
    Codec<T> usual = forType(type, rules);
    return type == String.class ? byContentType(usual, List.of(JsonCodec.of(type, rules))) : usual;
  }

  /**
   * A codec that reads each message by the first of {@code others} that reads its {@value
   * dev.weft.Headers#CONTENT_TYPE}, and by {@code usual} where none does or the message does not
   * say. It writes by {@code usual}.
   */
  public static <T> Codec<T> byContentType(Codec<T> usual, List<? extends Codec<T>> others) {
    return new ContentTypeCodec<>(usual, List.copyOf(others));
  }

  /**
   * Checks that a codec of Weft's can decode at all: JSON can be written of many a type that no
   * JSON can be read to.
   *
   * @throws IllegalArgumentException if it cannot; it says which type, why, and what to do
   */
  public static void checkReadable(Codec<?> codec, Type type) {
    if (!(codec instanceof JsonCodec<?> json)) {
      return; // text and bytes can be read, and so can what a library generates
    }
    try {
      json.checkReadable();
    } catch (IllegalArgumentException e) {
      Codec<?> usual = forType(type);
      throw usual instanceof JsonCodec<?>
          ? e
          : new IllegalArgumentException(
              e.getMessage() + "; codec = auto reads its " + usual.contentType(), e);
    }
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
