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
 * @param stream the stream's name
 * @param sequence the message's sequence in the stream
 * @param delivered how often it was delivered, this time included
 * @param timestamp when the stream stored it
 */
record AckSubject(String stream, long sequence, int delivered, Instant timestamp) {

  private static final int PLAIN_TOKENS = 9;
  private static final int DOMAIN_TOKENS = 11;

  static AckSubject parse(String reply) {
    String[] tokens = reply.split("\\.", -1);
    boolean plain = tokens.length == PLAIN_TOKENS;
    if (!reply.startsWith("$JS.ACK.") || !(plain || tokens.length >= DOMAIN_TOKENS)) {
      throw new IllegalArgumentException(
          "reply subject " + reply + ": expected one that a JetStream consumer writes ($JS.ACK.…)");
    }
    int first = plain ? 2 : 4;
    long nanos = Long.parseLong(tokens[first + 5]);
    return new AckSubject(
        tokens[first],
        Long.parseLong(tokens[first + 3]),
        Integer.parseInt(tokens[first + 2]),
        Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L));
  }

  /**
   * What the server would have written for a delivery: a settlement there counts as one of the
   * delivery itself. The sequence of the consumer's own is left out, since none is known.
   */
  static String of(StreamPosition position, String consumer, int delivered, Instant timestamp) {
    long nanos = timestamp.getEpochSecond() * 1_000_000_000L + timestamp.getNano();
    return "$JS.ACK.%s.%s.%d.%d.0.%d.0"
        .formatted(position.stream(), consumer, delivered, position.sequence(), nanos);
  }

  StreamPosition position() {
    return new StreamPosition(stream, sequence);
  }
}
