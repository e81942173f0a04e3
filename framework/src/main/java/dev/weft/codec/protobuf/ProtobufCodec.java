package dev.weft.codec.protobuf;

import com.google.protobuf.Internal;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.weft.Codec;

/**
 * Protobuf's binary format, by the classes that {@code protoc} generates.
 *
 * @param <T> the payload
 */
public final class ProtobufCodec<T extends Message> implements Codec<T> {

  private static final String CONTENT_TYPE = "application/protobuf";

  private final String name;
  private final Parser<? extends Message> parser;

  private ProtobufCodec(T prototype) {
    this.name = prototype.getDescriptorForType().getFullName();
    this.parser = prototype.getParserForType();
  }

  /** A codec for payloads of a message's type, such as {@code Order.getDefaultInstance()}. */
  public static <T extends Message> ProtobufCodec<T> of(T prototype) {
    return new ProtobufCodec<>(prototype);
  }

  /**
   * A codec for payloads of a generated class.
   *
   * @throws IllegalArgumentException if it is no such class
   */
  public static ProtobufCodec<?> of(Class<?> generated) {
    try {
      return of(Internal.getDefaultInstance(generated.asSubclass(Message.class)));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          generated.getName() + ": expected a class that protoc has generated from a message", e);
    }
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  /** {@code application/protobuf} and the names that it had before. */
  @Override
  public boolean reads(String mediaType) {
    return mediaType.equals(CONTENT_TYPE)
        || mediaType.equals("application/x-protobuf")
        || mediaType.equals("application/vnd.google.protobuf");
  }

  @Override
  public byte[] encode(T payload) {
    return payload.toByteArray();
  }

  /**
   * Decodes one message. The format has no mark of its type: the bytes of another one may be read
   * to a message whose fields are unknown.
   *
   * @throws IllegalArgumentException if the data is not of the format, or lacks a required field
   */
  @Override
  @SuppressWarnings("unchecked") // a prototype's parser makes its own type
  public T decode(byte[] data) {
    try {
      return (T) parser.parseFrom(data);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "not the Protobuf of a " + name + ": " + e.getMessage(), e);
    }
  }
}
