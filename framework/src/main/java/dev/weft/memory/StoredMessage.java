package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Kept;
import java.time.Instant;

/**
 * A message as its stream keeps it.
 *
 * @param position where it is kept
 * @param subject what it was published to
 * @param timestamp when it was stored
 * @param headers its headers, as sent
 * @param data its data, this stream's own copy
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredMessage(
    StreamPosition position, String subject, Instant timestamp, Headers headers, byte[] data) {

  long sequence() {
    return position.sequence();
  }

  Kept kept() {
    return new Kept(sequence(), subject, headers, data);
  }

  /** The id by which handlers know it; see {@link dev.weft.Message#id()}. */
  String id() {
    return id(headers, position);
  }

  static String id(Headers headers, StreamPosition position) {
    return headers.messageId().orElseGet(position::toString);
  }
}
