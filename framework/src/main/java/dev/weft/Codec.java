package dev.weft;

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
}
