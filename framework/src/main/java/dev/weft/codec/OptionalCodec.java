package dev.weft.codec;

import dev.weft.Codec;
import dev.weft.codec.cloudevents.CloudEventsCodec;
import dev.weft.codec.protobuf.ProtobufCodec;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * The codecs whose libraries an application has to bring. Without a library its codec is not
 * loaded.
 */
enum OptionalCodec {
  PROTOBUF("protobuf", "com.google.protobuf.Message", "com.google.protobuf:protobuf-java") {
    @Override
    Codec<?> make(Class<?> payload) {
      return ProtobufCodec.of(payload);
    }
  },

  CLOUDEVENTS(
      "cloudevents",
      "io.cloudevents.CloudEvent",
      "io.cloudevents:cloudevents-core and io.cloudevents:cloudevents-json-jackson") {
    @Override
    Codec<?> make(Class<?> payload) {
      return CloudEventsCodec.structured();
    }
  };

  private final String codec;
  private final String payloads;
  private final String libraries;
  private final @Nullable Class<?> present;

  OptionalCodec(String codec, String payloads, String libraries) {
    this.codec = codec;
    this.payloads = payloads;
    this.libraries = libraries;
    this.present = find(payloads);
  }

  abstract Codec<?> make(Class<?> payload);

  /** Whether the type is one of the library's. */
  boolean fits(Type type) {
    return present != null && type instanceof Class<?> payload && present.isAssignableFrom(payload);
  }

  /**
   * The codec for a type.
   *
   * @throws IllegalArgumentException if it does not fit the type, or its library is missing
   */
  Codec<?> of(Type type) {
    if (present == null) {
      throw new IllegalArgumentException(
          "codec = %s: needs %s on the class path, where it is not; add it to the application"
              .formatted(codec, libraries));
    }
    if (!(type instanceof Class<?> payload) || !fits(type)) {
      throw new IllegalArgumentException(
          "codec = %s: expected payloads of a type of %s, but they are of type %s"
              .formatted(codec, payloads, type.getTypeName()));
    }
    try {
      return make(payload);
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "codec = %s: needs %s on the class path, where %s is not; add it to the application"
              .formatted(codec, libraries, e.getMessage()),
          e);
    }
  }

  private static @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name, false, OptionalCodec.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
