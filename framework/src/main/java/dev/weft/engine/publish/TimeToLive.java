package dev.weft.engine.publish;

import dev.weft.transport.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how long a message lives by its {@value #HEADER} header. */
public final class TimeToLive {

  static final String HEADER = "Nats-TTL";

  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
  private static final Pattern PART =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|us|ns|h|m|s)");
  private static final Map<String, Double> UNITS =
      Map.of("h", 3.6e12, "m", 6e10, "s", 1e9, "ms", 1e6, "us", 1e3, "ns", 1.0);

  private TimeToLive() {}

  /** When the message expires; empty if it does not, or does not say so as NATS reads it. */
  public static Optional<Instant> end(Delivery delivery) {
    return delivery
        .headers()
        .first(HEADER)
        .flatMap(TimeToLive::read)
        .map(delivery.timestamp()::plus);
  }

  /** Whole seconds, or a duration as Go writes it, such as {@code 1h30m}. */
  static Optional<Duration> read(String text) {
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    Matcher part = PART.matcher(text);
    int end = 0;
    double nanos = 0;
    while (part.find() && part.start() == end) {
      nanos += Double.parseDouble(part.group(1)) * UNITS.getOrDefault(part.group(2), 0.0);
      end = part.end();
    }
    boolean isRead = end > 0 && end == text.length() && nanos < Long.MAX_VALUE;
    return isRead ? Optional.of(Duration.ofNanos((long) nanos)) : Optional.empty();
  }
}
