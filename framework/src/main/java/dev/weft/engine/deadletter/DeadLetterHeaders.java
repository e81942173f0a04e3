package dev.weft.engine.deadletter;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.publish.FittedCopy;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a dead letter says of its original, and the original's own headers beside it.
 *
 * <p>Headers of the original that NATS itself reads ({@code Nats-…}: an id, an expectation, a time
 * to live) would have their effect on the copy; they travel as {@code Weft-Original-Nats-…}.
 */
public final class DeadLetterHeaders {

  private static final String NATS = "Nats-";
  private static final String ORIGINAL = "Weft-Original-";
  private static final int TEXT_CHARS = 512;
  private static final int ESCAPE_CHARS = 6;

  /** Where a failure has happened: what can be missed best. */
  public static final String STACK = "Weft-Dead-Stack";

  private DeadLetterHeaders() {}

  /** The original's, under names by which they have no effect on the copy. */
  static Headers ofOriginal(Delivery delivery) {
    var headers = new LinkedHashMap<String, List<String>>();
    delivery
        .headers()
        .forEach((name, values) -> headers.put(isReserved(name) ? ORIGINAL + name : name, values));
    return Headers.copyOf(headers);
  }

  private static boolean isReserved(String name) {
    return name.startsWith(NATS) || FittedCopy.OWN.contains(name);
  }

  /**
   * Those of the dead letter: an id, and the reason and the place of the original; 8 KiB at most.
   */
  public static Headers of(
      HandlerId handler, Delivery delivery, Outcome.Reject reject, Instant now) {
    var headers = new LinkedHashMap<String, List<String>>();
    put(headers, Headers.NATS_MESSAGE_ID, id(handler, delivery));
    put(headers, "Weft-Dead-Handler", handler.name());
    put(headers, "Weft-Dead-Subject", delivery.subject());
    put(headers, "Weft-Dead-Stream", handler.stream());
    delivery
        .position()
        .ifPresent(
            position -> put(headers, "Weft-Dead-Sequence", String.valueOf(position.sequence())));
    put(headers, "Weft-Dead-Consumer", handler.consumer());
    put(headers, "Weft-Dead-Attempts", String.valueOf(delivery.attempt()));
    put(headers, "Weft-Dead-First-Seen", delivery.timestamp().toString());
    put(headers, "Weft-Dead-Last-Seen", now.toString());
    headers.put("Weft-Dead-Reason", List.of(line(reject.reason(), TEXT_CHARS)));
    Failure cause = reject.cause();
    if (cause != null) {
      put(headers, "Weft-Dead-Exception", cause.type().getName());
      cause
          .message()
          .ifPresent(
              text -> headers.put("Weft-Dead-Message", List.of(line(text, Failure.MESSAGE_CHARS))));
      headers.put(STACK, List.of(line(cause.stack(), Failure.STACK_CHARS)));
    }
    return Headers.copyOf(headers);
  }

  /**
   * The same for every copy of one message of one consumer, and for no other: sequences start anew
   * when a stream is re-created, so the time the stream stored it is part of it.
   */
  private static String id(HandlerId handler, Delivery delivery) {
    return delivery.position().map(StreamPosition::toString).orElseGet(delivery::id)
        + "/"
        + handler.consumer()
        + "/"
        + delivery.timestamp().toEpochMilli();
  }

  // The NATS client writes and reads ASCII only; what an exception says may be anything.
  private static void put(Map<String, List<String>> headers, String name, String value) {
    headers.put(name, List.of(value.replaceAll("[^\\x20-\\x7e]", "?")));
  }

  // A header is one line of text, and all headers of a message share its size limit. What is not
  // ASCII stands there as in Java's source, backslash-u and four digits, so that nothing of it is
  // lost.
  private static String line(String text, int most) {
    String line = text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " | ");
    var written = new StringBuilder(Math.min(line.length(), most));
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i) == '\t' ? ' ' : line.charAt(i);
      boolean plain = c >= ' ' && c <= '~';
      if (written.length() + (plain ? 1 : ESCAPE_CHARS) > most) {
        break;
      }
      written.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return written.toString();
  }
}
