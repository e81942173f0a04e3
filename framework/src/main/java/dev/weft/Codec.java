package dev.weft;

import java.util.Optional;

/**
 * Turns payloads into bytes and back.
 *
 * <p>Many threads call a codec at once; it must be safe for that.
 *
 * @param <T> the payload
 */
public interface Codec<T> {

  /** The MIME type of what {@link #encode} writes, such as {@code application/json}. */
  String contentType();

  /**
   * Encodes a payload.
   *
   * @throws Exception if the payload cannot be encoded; the publish fails and nothing is sent
   */
  byte[] encode(T payload) throws Exception;

  /**
   * Decodes a message's data.
   *
   * @throws Exception if the data is not what the codec expects; the message is terminated and
   *     never reaches a handler, since the next attempt would read the same bytes
   */
  T decode(byte[] data) throws Exception;

  /**
   * Decodes a message's data with what its headers say of it; this is what Weft calls. Unless
   * overridden it is {@link #decode(byte[])}, save that a message is refused whose {@value
   * Headers#CONTENT_TYPE} is one that the codec does not {@linkplain #reads read}. A message that
   * does not say is taken for what the codec reads.
   *
   * @throws Exception as {@link #decode(byte[])}
   */
  default T decode(byte[] data, Headers headers) throws Exception {
    Optional<String> said = headers.mediaType();
    if (said.isPresent() && !reads(said.get())) {
      throw new IllegalArgumentException(
          "its %s is %s, but the codec reads %s"
              .formatted(Headers.CONTENT_TYPE, said.get(), contentType()));
    }
    return decode(data);
  }

  /**
   * Whether the codec reads data of a type. Unless overridden it reads what it writes.
   *
   * @param mediaType in lower case and without parameters, such as {@code application/json}
   */
  default boolean reads(String mediaType) {
    return mediaType.equals(Headers.mediaType(contentType()));
  }

  /**
   * Headers that go along with a payload, for formats that have part of it there; none unless
   * overridden. Headers of the publisher's own go before these.
   *
   * @throws Exception as {@link #encode}
   */
  default Headers headers(T payload) throws Exception {
    return Headers.empty();
  }
}
