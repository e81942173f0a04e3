package dev.weft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Codec;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/** Text as UTF-8; refuses what is no text rather than replace it by question marks. */
public final class StringCodec implements Codec<String> {

  /** The codec; it has no settings. */
  public static final StringCodec INSTANCE = new StringCodec();

  private static final char REPLACEMENT = '\uFFFD';

  private StringCodec() {}

  @Override
  public String contentType() {
    return "text/plain; charset=utf-8";
  }

  /** Every type: there are too many that are text, and what is none is refused by its bytes. */
  @Override
  public boolean reads(String mediaType) {
    return true;
  }

  /**
   * Encodes the text.
   *
   * @throws IllegalArgumentException if it has half a surrogate pair, which UTF-8 cannot carry
   */
  @Override
  public byte[] encode(String payload) {
    for (int i = 0; i < payload.length(); i++) {
      if (Character.isSurrogate(payload.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(payload.codePointAt(i))) {
          throw new IllegalArgumentException(
              "text with half a surrogate pair at index "
                  + i
                  + ": expected text that UTF-8 can carry");
        }
        i++;
      }
    }
    return payload.getBytes(UTF_8);
  }

  /**
   * Decodes the text.
   *
   * @throws IllegalArgumentException if the data is not UTF-8; the message names the position of
   *     the first wrong byte and shows none of the text
   */
  @Override
  public String decode(byte[] data) {
    // The JDK's own decoding is several times faster than a CharsetDecoder, but replaces what is
    // malformed. So only text that has the replacement character is looked at again.
    String text = new String(data, UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      refuseMalformed(data);
    }
    return text;
  }

  private static void refuseMalformed(byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data);
    // A fresh decoder reports what is malformed; UTF-8 never has more characters than bytes.
    CharsetDecoder decoder = UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, CharBuffer.allocate(data.length), true);
    if (result.isError()) {
      throw new IllegalArgumentException(
          "data of "
              + data.length
              + " bytes is not UTF-8: malformed at byte "
              + in.position()
              + "; have the producer send UTF-8, or read it with codec = bytes");
    }
  }
}
