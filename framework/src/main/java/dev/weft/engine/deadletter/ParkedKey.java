package dev.weft.engine.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.StreamPosition;
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

  private static final ObjectMapper JSON = new ObjectMapper();
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
    try {
      return JSON.writeValueAsBytes(
          JSON.createObjectNode()
              .put("key", key)
              .put("stream", since.stream())
              .put("sequence", since.sequence())
              .put("stored", stored.toString())
              .put("reason", reason));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("four texts and a number cannot be written as JSON", e);
    }
  }

  /** Reads {@link #text}; empty if it is none. */
  static Optional<ParkedKey> parse(byte[] text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.path("key").isTextual()) {
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
