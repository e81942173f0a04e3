package dev.weft.jetstream.wire;

import java.io.IOException;

/** A header section that jnats cannot read, and that nothing can be made of. */
final class UnreadableHeaders extends IOException {

  private static final long serialVersionUID = 1L;

  UnreadableHeaders(int length) {
    super(
        "the server sent a message with a malformed header section of "
            + length
            + " bytes, which the client library cannot read; expected NATS/1.0 and lines of name:"
            + " value; remove the message from its stream");
  }
}
