package dev.weft.engine.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A copy of a message with headers of Weft's beside the message's own, published so that it fits
 * whatever the size of the message.
 *
 * <p>What does not fit beside the rest is stored before the copy, in parts of their own on {@code
 * <subject>.part}; the copy then names their sequences in its stream: {@value #DATA_IN} those of
 * the data, and {@value #HEADERS_IN} those of the headers, which are written there as lines of
 * {@code name:value}. So a copy that is there is whole, and nothing of a message is dropped.
 */
public final class FittedCopy {

  static final String DATA_IN = "Weft-Data-In";
  static final String HEADERS_CUT = "Weft-Headers-Cut";
  static final String HEADERS_IN = "Weft-Headers-In";
  static final String PART_OF = "Weft-Part-Of";
  static final String PARTS = ".part";

  /** What these say is of a copy and its parts; a copy of such a copy has its own. */
  public static final Set<String> OWN = Set.of(DATA_IN, HEADERS_CUT, HEADERS_IN, PART_OF);

  /** What a header says in place of a text that there was no room for. */
  static final String LEFT_OUT = "left out, since the message would be too large with it";

  private static final byte[] NONE = {};
  private static final int REFERENCE = 21; // a sequence and a comma
  private static final int REFERENCES = 128; // the names of the headers that have them

  // Below that a stream takes no copies at all, in however many parts.
  private static final long LEAST = 8 * 1024;

  private final Outbox outbox;
  private final String subject;
  private final Headers own;
  private final String leastNeeded;
  private final Headers original;
  private final byte[] data;

  /**
   * A copy that is not published yet.
   *
   * @param own Weft's headers, an id among them; of a few KiB
   * @param leastNeeded the one of these that goes first, if it is there
   * @param original the message's own headers
   */
  public FittedCopy(
      Outbox outbox,
      String subject,
      Headers own,
      String leastNeeded,
      Headers original,
      byte[] data) {
    this.outbox = outbox;
    this.subject = subject;
    this.own = own;
    this.leastNeeded = leastNeeded;
    this.original = original;
    this.data = data;
  }

  /**
   * Publishes it; blocks until it is stored.
   *
   * @return where the copy is, without its parts
   * @throws TransportException if it is not stored; then a second call may be made, which stores no
   *     part twice
   */
  public PublishReceipt publish() {
    SizeLimit limit = outbox.limit();
    while (true) { // a stream may take less than its server
      try {
        return publish(limit);
      } catch (TransportException e) {
        long half = limit.maxPayload() / 2;
        if (!e.isTooLarge() || half < LEAST) {
          throw e;
        }
        limit = new SizeLimit(half);
      }
    }
  }

  private PublishReceipt publish(SizeLimit limit) {
    Headers whole = with(own, original);
    if (limit.fits(whole, data.length)) {
      return outbox.publish(subject, data, whole);
    }
    Headers brief = own.first(leastNeeded).isPresent() ? own.with(leastNeeded, LEFT_OUT) : own;
    whole = with(brief, original);
    return limit.fits(whole, data.length)
        ? outbox.publish(subject, data, whole)
        : publishWithParts(limit, brief);
  }

  private PublishReceipt publishWithParts(SizeLimit limit, Headers brief) {
    var kept = new LinkedHashMap<String, List<String>>();
    var cut = new LinkedHashMap<String, List<String>>();
    int room = limit.maxHeaders() - SizeLimit.bytes(brief) - references(limit);
    for (Map.Entry<String, List<String>> header : smallestFirst()) {
      room -= bytes(header);
      (room >= 0 ? kept : cut).put(header.getKey(), header.getValue());
    }
    Headers copy = with(brief, Headers.copyOf(kept));
    if (!cut.isEmpty()) {
      copy =
          copy.with(HEADERS_CUT, String.valueOf(cut.size()))
              .with(HEADERS_IN, store("headers", lines(cut), limit));
    }
    return limit.fits(copy, data.length)
        ? outbox.publish(subject, data, copy)
        : outbox.publish(subject, NONE, copy.with(DATA_IN, store("data", data, limit)));
  }

  /** Stores some bytes in as many parts as they need, and names their places. */
  private String store(String what, byte[] bytes, SizeLimit limit) {
    int most = (int) limit.maxPayload() - SizeLimit.bytes(part(what, bytes.length, bytes.length));
    var places = new ArrayList<Long>();
    for (int from = 0; from < bytes.length; from += most) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + most));
      places.add(
          outbox
              .publish(subject + PARTS, part, part(what, from, part.length))
              .position()
              .sequence());
    }
    return places.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  // The id says which bytes they are: with another limit, on another try, they are others.
  private Headers part(String what, int from, int length) {
    String id = own.first(Headers.NATS_MESSAGE_ID).orElseThrow();
    return Headers.of(Headers.NATS_MESSAGE_ID, id + "/" + what + "/" + from + "+" + length)
        .with(PART_OF, id);
  }

  private int references(SizeLimit limit) {
    long parts = 2 + (data.length + SizeLimit.STREAM_HEADERS) * 2L / limit.maxPayload();
    return (int) (REFERENCES + parts * REFERENCE);
  }

  // So that as many as can be stay: those that say what the message is are small ones.
  private List<Map.Entry<String, List<String>>> smallestFirst() {
    return original.asMap().entrySet().stream()
        .filter(header -> own.all(header.getKey()).isEmpty())
        .sorted(Comparator.comparingInt(FittedCopy::bytes))
        .toList();
  }

  private static int bytes(Map.Entry<String, List<String>> header) {
    return SizeLimit.bytes(header.getKey(), header.getValue());
  }

  private static byte[] lines(Map<String, List<String>> headers) {
    var text = new StringBuilder();
    headers.forEach(
        (name, values) ->
            values.forEach(value -> text.append(name).append(':').append(value).append("\r\n")));
    return text.toString().getBytes(UTF_8);
  }

  private static Headers with(Headers own, Headers original) {
    var all = new LinkedHashMap<>(original.asMap());
    all.putAll(own.asMap());
    return Headers.copyOf(all);
  }
}
