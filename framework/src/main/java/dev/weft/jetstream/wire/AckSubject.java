package dev.weft.jetstream.wire;

import dev.weft.StreamPosition;
import java.time.Instant;

/**
 * What the server writes into the reply subject of a message it delivers.
 *
 * <p>{@code $JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>},
 * and since 2.10 possibly {@code $JS.ACK.<domain>.<account>.<stream>…}, with a random token at the
 * end.
 *
 * <p>Every message has one, and few handlers look. So it is read in place and no further than where
 * its parts begin: a split would make a dozen strings of it.
 */
public final class AckSubject {

  private static final String PREFIX = "$JS.ACK.";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final String reply;

  // Where they begin.
  private final int stream;
  private final int delivered;
  private final int sequence;
  private final int time;

  private AckSubject(String reply, int stream, int delivered, int sequence, int time) {
    this.reply = reply;
    this.stream = stream;
    this.delivered = delivered;
    this.sequence = sequence;
    this.time = time;
  }

  public static AckSubject parse(String reply) {
    if (!reply.startsWith(PREFIX)) {
      throw unknown(reply);
    }
    int third = PREFIX.length();
    int fourth = next(reply, third);
    int fifth = next(reply, fourth);
    int sixth = next(reply, fifth);
    int seventh = next(reply, sixth);
    int eighth = next(reply, seventh);
    int ninth = next(reply, eighth);
    if (end(reply, ninth) == reply.length()) {
      return new AckSubject(reply, third, fifth, sixth, eighth);
    }
    int tenth = next(reply, ninth);
    next(reply, tenth);
    return new AckSubject(reply, fifth, seventh, eighth, tenth);
  }

  /**
   * What the server would have written for a delivery: a settlement there counts as one of the
   * delivery itself. The sequence of the consumer's own is left out, since none is known.
   */
  public static String of(
      StreamPosition position, String consumer, int delivered, Instant timestamp) {
    long nanos = timestamp.getEpochSecond() * NANOS_PER_SECOND + timestamp.getNano();
    return "$JS.ACK.%s.%s.%d.%d.0.%d.0"
        .formatted(position.stream(), consumer, delivered, position.sequence(), nanos);
  }

  /** Where the stream keeps the message. */
  public StreamPosition position() {
    return new StreamPosition(reply.substring(stream, end(reply, stream)), number(sequence));
  }

  /** How often it was delivered, this time included. */
  public int delivered() {
    return Math.toIntExact(number(delivered));
  }

  /** Its place among the consumer's deliveries; 0 if it is not known. */
  public long number() {
    return number(next(reply, sequence));
  }

  /** When the stream stored it. */
  public Instant timestamp() {
    long nanos = number(time);
    return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
  }

  private long number(int start) {
    return Long.parseLong(reply, start, end(reply, start), 10);
  }

  /** Where the token after this one begins. */
  private static int next(String reply, int start) {
    int dot = reply.indexOf('.', start);
    if (dot < 0) {
      throw unknown(reply);
    }
    return dot + 1;
  }

  private static int end(String reply, int start) {
    int dot = reply.indexOf('.', start);
    return dot < 0 ? reply.length() : dot;
  }

  private static IllegalArgumentException unknown(String reply) {
    return new IllegalArgumentException(
        "reply subject " + reply + ": expected one that a JetStream consumer writes ($JS.ACK.…)");
  }
}
