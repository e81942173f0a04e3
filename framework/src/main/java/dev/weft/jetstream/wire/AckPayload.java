package dev.weft.jetstream.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

/** What a client publishes to a message's reply subject. */
public enum AckPayload {
  /** The message is acknowledged. */
  ACK("+ACK"),
  /** The message is to be delivered again. */
  NAK("-NAK"),
  /** The message is not to be delivered again. */
  TERM("+TERM"),
  /** The message is still in work: its ack wait starts anew. */
  IN_PROGRESS("+WPI");

  @SuppressWarnings("ImmutableEnumChecker") // shared, and copied for nobody: one for each message
  private final byte[] bytes;

  AckPayload(String text) {
    this.bytes = text.getBytes(US_ASCII);
  }

  /** The payload, which all share: it is not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** A publish of {@link #IN_PROGRESS}, as a line of the protocol. */
  public static byte[] inProgressLine(String replyTo) {
    // jnats reads each byte of a subject as a character, so this gives back what the server wrote.
    return ("PUB " + replyTo + " 4\r\n+WPI\r\n").getBytes(ISO_8859_1);
  }
}
