package dev.weft.engine.retry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a copy that waits for its next attempt says of its original, beside the original's own
 * headers.
 *
 * <p>Headers of the original that NATS itself reads ({@code Nats-…}) would have their effect on the
 * copy, and {@code Weft-Retry-…} would be taken for ours; they travel as {@code
 * Weft-Retry-Header-…}.
 */
public final class RetryHeaders {

  private static final String NATS = "Nats-";
  private static final String OWN = "Weft-Retry-";
  private static final String KEPT = OWN + "Header-";
  private static final String SUBJECT = OWN + "Subject";
  private static final String STREAM = OWN + "Stream";
  private static final String SEQUENCE = OWN + "Sequence";
  private static final String STORED = OWN + "Stored";
  private static final String ATTEMPTS = OWN + "Attempts";
  private static final String WITHOUT_DATA = OWN + "Without-Data";

  /**
   * The original, by its copy's word.
   *
   * @param attempts how often it was delivered before
   * @param isWithoutItsData whether it was delivered without, though its copy has it
   */
  public record Original(
      String subject,
      StreamPosition position,
      Instant timestamp,
      int attempts,
      boolean isWithoutItsData,
      Headers headers) {}

  private RetryHeaders() {}

  /**
   * The copy's headers.
   *
   * @param data what the copy carries
   */
  static Headers write(Delivery delivery, StreamPosition position, byte[] data) {
    var headers = new LinkedHashMap<String, List<String>>();
    delivery.headers().asMap().forEach((name, values) -> headers.put(sent(name), values));
    // A subject may be any text, a header is ASCII.
    put(headers, SUBJECT, URLEncoder.encode(delivery.subject(), UTF_8));
    put(headers, STREAM, position.stream());
    put(headers, SEQUENCE, String.valueOf(position.sequence()));
    put(headers, STORED, delivery.timestamp().toString());
    put(headers, ATTEMPTS, String.valueOf(delivery.attempt()));
    if (delivery.data().length < data.length) {
      put(headers, WITHOUT_DATA, "true");
    }
    return Headers.copyOf(headers);
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static Original read(Headers copy) {
    var headers = new LinkedHashMap<String, List<String>>();
    copy.asMap()
        .forEach(
            (name, values) -> {
              if (name.startsWith(KEPT)) {
                headers.put(name.substring(KEPT.length()), values);
              } else if (!isReserved(name)) {
                headers.put(name, values);
              }
            });
    try {
      return new Original(
          URLDecoder.decode(get(copy, SUBJECT), UTF_8),
          new StreamPosition(get(copy, STREAM), Long.parseLong(get(copy, SEQUENCE))),
          Instant.parse(get(copy, STORED)),
          Integer.parseInt(get(copy, ATTEMPTS)),
          copy.first(WITHOUT_DATA).isPresent(),
          Headers.copyOf(headers));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("header " + STORED + ": " + e.getMessage(), e);
    }
  }

  private static String sent(String name) {
    return isReserved(name) ? KEPT + name : name;
  }

  private static boolean isReserved(String name) {
    return name.startsWith(NATS) || name.startsWith(OWN);
  }

  private static void put(Map<String, List<String>> headers, String name, String value) {
    headers.put(name, List.of(value));
  }

  private static String get(Headers headers, String name) {
    return headers
        .first(name)
        .orElseThrow(() -> new IllegalArgumentException("header " + name + ": missing"));
  }
}
