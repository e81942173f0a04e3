package dev.weft.engine.deadletter;

import dev.weft.StreamPosition;
import dev.weft.codec.json.Json;
import dev.weft.transport.Delivery;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A key that does not go on, since a message of it was given up.
 *
 * @param key the key
 * @param since the message that was given up
 * @param stored when the stream stored that
 * @param reason why it was given up
 */
public record ParkedKey(String key, StreamPosition since, Instant stored, String reason) {

  private static final int SHOWN_CHARS = 100;

  /** Whether it is the message that was given up. */
  public boolean isSince(Delivery delivery) {
    return delivery.position().filter(since::equals).isPresent()
        && delivery.timestamp().equals(stored);
  }

  /**
   * Whether the message is behind the one that was given up. One before it was handled already, and
   * comes again. A stream that was created anew counts from 1 again, so the time tells too.
   */
  boolean isBefore(Delivery delivery) {
    return delivery.timestamp().isAfter(stored)
        || delivery.position().filter(its -> its.sequence() > since.sequence()).isPresent();
  }

  /** The key as it goes into texts for people: in one line, and not too long. */
  public String shownKey() {
    String line = key.replaceAll("\\p{Cntrl}", "?");
    return line.length() > SHOWN_CHARS ? line.substring(0, SHOWN_CHARS) + "…" : line;
  }

  /** As it is stored. */
  byte[] text() {
    return Json.object()
        .with("key", key)
        .with("stream", since.stream())
        .with("sequence", since.sequence())
        .with("stored", stored.toString())
        .with("reason", reason)
        .bytes();
  }

  /** Reads {@link #text}; empty if it is none. */
  static Optional<ParkedKey> parse(byte[] text) {
    try {
      Json json = Json.read(text);
      if (!json.path("key").isText()) {
        return Optional.empty();
      }
      return Optional.of(
          new ParkedKey(
              json.path("key").asText(),
              new StreamPosition(json.path("stream").asText(), json.path("sequence").asLong()),
              Instant.parse(json.path("stored").asText()),
              json.path("reason").asText()));
    } catch (IOException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
