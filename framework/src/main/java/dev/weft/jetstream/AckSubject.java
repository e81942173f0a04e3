package dev.weft.jetstream;

import dev.weft.StreamPosition;
import java.time.Instant;

/**
 * What the server writes into the reply subject of a message it delivers.
 *
 * <p>{@code $JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>},
 * and since 2.10 possibly {@code $JS.ACK.<domain>.<account>.<stream>…}, with a random token at the
 * end.
 *
 * @param position where the stream keeps the message
 * @param delivered how often it was delivered, this time included
 * @param timestamp when the stream stored it
 */
record AckSubject(StreamPosition position, int delivered, Instant timestamp) {

  private static final String PREFIX = "$JS.ACK.";
  private static final int PLAIN_TOKENS = 9;
  private static final int DOMAIN_TOKENS = 11;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  // Read in place: this is done for every message, and a split would make a dozen strings of it.
  static AckSubject parse(String reply) {
    int tokens = tokens(reply);
    boolean plain = tokens == PLAIN_TOKENS;
    if (!reply.startsWith(PREFIX) || !(plain || tokens >= DOMAIN_TOKENS)) {
      throw new IllegalArgumentException(
          "reply subject " + reply + ": expected one that a JetStream consumer writes ($JS.ACK.…)");
    }
    int stream = plain ? PREFIX.length() : skip(reply, PREFIX.length(), 2);
    int delivered = skip(reply, stream, 2);
    int sequence = skip(reply, delivered, 1);
    int time = skip(reply, sequence, 2);
    long nanos = number(reply, time);
    return new AckSubject(
        new StreamPosition(reply.substring(stream, end(reply, stream)), number(reply, sequence)),
        Math.toIntExact(number(reply, delivered)),
        Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND));
  }

  /**
   * What the server would have written for a delivery: a settlement there counts as one of the
   * delivery itself. The sequence of the consumer's own is left out, since none is known.
   */
  static String of(StreamPosition position, String consumer, int delivered, Instant timestamp) {
    long nanos = timestamp.getEpochSecond() * NANOS_PER_SECOND + timestamp.getNano();
    return "$JS.ACK.%s.%s.%d.%d.0.%d.0"
        .formatted(position.stream(), consumer, delivered, position.sequence(), nanos);
  }

  private static int tokens(String reply) {
    int tokens = 1;
    for (int dot = reply.indexOf('.'); dot >= 0; dot = reply.indexOf('.', dot + 1)) {
      tokens++;
    }
    return tokens;
  }

  /** Where the token begins that is so many after the one at {@code start}. */
  private static int skip(String reply, int start, int tokens) {
    int at = start;
    for (int i = 0; i < tokens; i++) {
      at = end(reply, at) + 1;
    }
    return at;
  }

  private static int end(String reply, int start) {
    int dot = reply.indexOf('.', start);
    return dot < 0 ? reply.length() : dot;
  }

  private static long number(String reply, int start) {
    return Long.parseLong(reply, start, end(reply, start), 10);
  }
}
