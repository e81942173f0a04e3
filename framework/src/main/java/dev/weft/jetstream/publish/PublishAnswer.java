package dev.weft.jetstream.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.StreamPosition;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server answers to a publish that it has stored, as {@code {"stream":"S","seq":1}},
 * in place. What is written otherwise, a refusal among it, is left to jnats.
 *
 * <p>One thread at a time uses it.
 */
final class PublishAnswer {

  private static final byte[] STREAM = "{\"stream\":\"".getBytes(US_ASCII);
  private static final byte[] SEQUENCE = "\"seq\":".getBytes(US_ASCII);
  private static final int MOST_DIGITS = 18; // so many always fit

  /** Where it is stored, and whether it was before. */
  record Stored(StreamPosition position, boolean duplicate) {}

  private String stream = ""; // of the last answer, most likely of the next one too

  /**
   * Reads the answer.
   *
   * @throws JetStreamApiException if it is a refusal
   * @throws IOException if it is no answer to a publish
   */
  Stored read(Message message) throws IOException, JetStreamApiException {
    StreamPosition position = plain(message.getData());
    if (position != null) {
      return new Stored(position, false);
    }
    var ack = new PublishAck(message);
    return new Stored(new StreamPosition(ack.getStream(), ack.getSeqno()), ack.isDuplicate());
  }

  private @Nullable StreamPosition plain(byte[] data) {
    if (!has(STREAM, data, 0)) {
      return null;
    }
    int end = endOfName(data, STREAM.length);
    int at = end + 1;
    if (at >= data.length || data[at++] != ',') {
      return null;
    }
    if (at < data.length && data[at] == ' ') {
      at++;
    }
    if (!has(SEQUENCE, data, at)) {
      return null;
    }
    long sequence = number(data, at + SEQUENCE.length);
    return sequence < 0 ? null : new StreamPosition(name(data, STREAM.length, end), sequence);
  }

  private static boolean has(byte[] text, byte[] data, int from) {
    if (data.length < from + text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (data[from + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the closing quote is, or the data's end if the name is not plain ASCII. */
  private static int endOfName(byte[] data, int from) {
    for (int at = from; at < data.length; at++) {
      if (data[at] == '"') {
        return at;
      }
      if (data[at] < ' ' || data[at] == '\\') {
        return data.length;
      }
    }
    return data.length;
  }

  private String name(byte[] data, int from, int to) {
    boolean same = stream.length() == to - from;
    for (int i = 0; same && i < stream.length(); i++) {
      same = stream.charAt(i) == data[from + i];
    }
    if (!same) {
      stream = new String(data, from, to - from, US_ASCII);
    }
    return stream;
  }

  /** The number that the closing brace follows, and nothing else; or -1. */
  private static long number(byte[] data, int from) {
    long number = 0;
    int at = from;
    while (at < data.length && data[at] >= '0' && data[at] <= '9') {
      number = number * 10 + (data[at++] - '0');
    }
    int digits = at - from;
    boolean last = at == data.length - 1 && data[at] == '}';
    return last && digits > 0 && digits <= MOST_DIGITS ? number : -1;
  }
}
