package dev.weft.testkit;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.codec.Codecs;
import java.time.Instant;

/** A message that a stream of the test has stored. */
public final class Published {

  private final String subject;
  private final String id;
  private final StreamPosition position;
  private final Instant at;
  private final Headers headers;
  private final byte[] data;

  Published(
      String subject,
      String id,
      StreamPosition position,
      Instant at,
      Headers headers,
      byte[] data) {
    this.subject = subject;
    this.id = id;
    this.position = position;
    this.at = at;
    this.headers = headers;
    this.data = data.clone();
  }

  /** What it was published to. */
  public String subject() {
    return subject;
  }

  /** Its id, as handlers see it. */
  public String id() {
    return id;
  }

  /** Where it is stored. */
  public StreamPosition position() {
    return position;
  }

  /** When it was stored, by the test's clock. */
  public Instant at() {
    return at;
  }

  /** Its headers, as sent. */
  public Headers headers() {
    return headers;
  }

  /** A copy of its data. */
  public byte[] data() {
    return data.clone();
  }

  /**
   * Its payload: text for {@code String}, bytes for {@code byte[]}, and JSON for any other type.
   *
   * @throws IllegalArgumentException if the data is none of that type
   */
  public <T> T payload(Class<T> type) {
    try {
      return Codecs.<T>forType(type).decode(data());
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "message " + id + " on " + subject + " is no " + type.getName() + ": " + e.getMessage(),
          e);
    }
  }

  /** {@code orders.placed A-1}, without the payload. */
  @Override
  public String toString() {
    return subject + " " + id;
  }
}
