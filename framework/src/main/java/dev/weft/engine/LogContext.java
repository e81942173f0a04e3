package dev.weft.engine;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A message's fields in the logging context (MDC) of the calling thread. Whoever puts them there
 * puts back afterwards what was there before, so that nothing of it is left for the next message.
 */
public final class LogContext {

  static final String HANDLER = "handler";
  static final String STREAM = "stream";
  static final String SEQUENCE = "sequence";
  static final String MESSAGE_ID = "message_id";
  static final String ATTEMPT = "attempt";
  static final String TRACE_ID = "trace_id";

  private static final int TRACE_BEGIN = 3; // 00-<32 digits>-<16 digits>-01
  private static final int TRACE_END = 35;

  private LogContext() {}

  /** Puts them there; returns what {@link #restore} is to be given. Never throws. */
  public static @Nullable Map<String, String> put(HandlerId handler, Delivery delivery) {
    UserCode.Returned<Map<String, String>> before = UserCode.call(MDC::getCopyOfContextMap);
    UserCode.run(() -> putAll(handler, delivery)); // a failing logger must not fail the message
    return before.value();
  }

  private static void putAll(HandlerId handler, Delivery delivery) {
    MDC.put(HANDLER, handler.name());
    MDC.put(STREAM, handler.stream());
    delivery
        .position()
        .ifPresent(position -> MDC.put(SEQUENCE, Long.toString(position.sequence())));
    delivery.headers().messageId().ifPresent(id -> MDC.put(MESSAGE_ID, id));
    MDC.put(ATTEMPT, Integer.toString(delivery.attempt()));
    String trace = traceId(delivery);
    if (trace != null) {
      MDC.put(TRACE_ID, trace);
    }
  }

  /** Puts back what was there before, whatever was put there since. Never throws. */
  public static void restore(@Nullable Map<String, String> before) {
    UserCode.run(
        () -> {
          if (before == null || before.isEmpty()) {
            MDC.clear();
          } else {
            MDC.setContextMap(before);
          }
        });
  }

  /** Names a message in a line of the log: stream and sequence, or its id where there are none. */
  public static String place(Delivery delivery) {
    return delivery.position().map(StreamPosition::toString).orElseGet(delivery::id);
  }

  private static @Nullable String traceId(Delivery delivery) {
    List<String> carried = delivery.headers().allIgnoringCase("traceparent");
    String text = carried.isEmpty() ? "" : carried.getFirst();
    return text.length() > TRACE_END && text.charAt(TRACE_END) == '-'
        ? text.substring(TRACE_BEGIN, TRACE_END)
        : null;
  }
}
