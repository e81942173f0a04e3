package dev.weft.runtime.load;

import dev.weft.Codec;
import dev.weft.codec.Codecs;
import dev.weft.config.classes.CodecConfig;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells before a message comes whether a codec can decode or encode a payload's type. Constructs no
 * codec of the user's: what one reads and writes is told from its class.
 */
public final class PayloadCheck {

  private final Function<String, Class<?>> loader;

  /** A check of classes by their names. */
  public PayloadCheck(Function<String, Class<?>> loader) {
    this.loader = loader;
  }

  /**
   * Checks a codec for what comes in.
   *
   * @throws IllegalArgumentException if it cannot decode to the type
   */
  public void checkRead(CodecConfig codec, Type payload) {
    if (Codecs.isBuiltIn(codec.name())) {
      Codecs.checkReadable(Codecs.named(codec.name(), payload, codec.json()), payload);
    } else if (own(codec).filter(made -> !raw(payload).isAssignableFrom(raw(made))).isPresent()) {
      throw mismatch(codec, payload);
    }
  }

  /**
   * Checks a codec for what goes out.
   *
   * @throws IllegalArgumentException if it cannot encode the type
   */
  public void checkWritten(CodecConfig codec, Type payload) {
    if (Codecs.isBuiltIn(codec.name())) {
      Codecs.named(codec.name(), payload, codec.json());
    } else if (own(codec).filter(taken -> !raw(taken).isAssignableFrom(raw(payload))).isPresent()) {
      throw mismatch(codec, payload);
    }
  }

  /** What a user's codec is for; empty if its class leaves that open. */
  private Optional<Type> own(CodecConfig codec) {
    return HandlerTypes.arguments(loader.apply(codec.name()), Codec.class).map(List::getFirst);
  }

  private IllegalArgumentException mismatch(CodecConfig codec, Type payload) {
    return new IllegalArgumentException(
        "codec = %s: it is a codec of %s, but the payloads are of type %s; use a codec of theirs"
            .formatted(
                codec.name(), own(codec).orElseThrow().getTypeName(), payload.getTypeName()));
  }

  // What is known of a type at run time, but of its arguments.
  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> raw(generic.getRawType());
      case GenericArrayType array -> raw(array.getGenericComponentType()).arrayType();
      default -> Object.class;
    };
  }
}
