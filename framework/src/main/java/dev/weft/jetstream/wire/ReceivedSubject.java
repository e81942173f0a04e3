package dev.weft.jetstream.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Subjects as a server has them. Unless it is told to read UTF-8, which is slower, jnats makes a
 * character of each byte: of those beyond ASCII one from U+FF80 on, as their sign has it.
 */
public final class ReceivedSubject {

  private static final char MAX_ASCII = 0x7f;
  private static final char FIRST_OF_A_BYTE = 0xff80;

  private ReceivedSubject() {}

  /** The subject of which jnats has read this. */
  public static String of(String read) {
    for (int i = 0; i < read.length(); i++) {
      if (read.charAt(i) > MAX_ASCII) {
        return decoded(read);
      }
    }
    return read;
  }

  private static String decoded(String read) {
    var bytes = ByteBuffer.allocate(read.length());
    for (int i = 0; i < read.length(); i++) {
      char c = read.charAt(i);
      if (c > MAX_ASCII && c < FIRST_OF_A_BYTE) {
        return read; // it was told to
      }
      bytes.put((byte) c);
    }
    try {
      return UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return read; // it was told to, or the sender has written something else
    }
  }
}
