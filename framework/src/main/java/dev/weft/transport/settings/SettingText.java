package dev.weft.transport.settings;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** NATS's settings as people read them, and as they could stand in a configuration. */
public final class SettingText {

  // In nanoseconds on the wire.
  private static final Set<String> DURATIONS =
      Set.of(
          "ack_wait",
          "backoff",
          "duplicate_window",
          "idle_heartbeat",
          "inactive_threshold",
          "max_age",
          "max_expires",
          "priority_timeout",
          "subject_delete_marker_ttl");

  private static final List<Unit> UNITS =
      List.of(
          new Unit("h", TimeUnit.HOURS),
          new Unit("m", TimeUnit.MINUTES),
          new Unit("s", TimeUnit.SECONDS),
          new Unit("ms", TimeUnit.MILLISECONDS),
          new Unit("us", TimeUnit.MICROSECONDS));

  private record Unit(String name, long nanos) {

    Unit(String name, TimeUnit unit) {
      this(name, unit.toNanos(1));
    }
  }

  private SettingText() {}

  /** One line on a setting of which the server has another value, or null for none. */
  public static String difference(
      String key, @Nullable Object server, @Nullable Object configured) {
    return "%s: %s on the server, %s configured"
        .formatted(key, of(key, server), of(key, configured));
  }

  /** The value of a setting; a duration comes as nanoseconds. */
  public static String of(String key, @Nullable Object value) {
    if (value == null) {
      return "not set";
    }
    return switch (value) {
      case Number nanos when DURATIONS.contains(key) -> of(Duration.ofNanos(nanos.longValue()));
      case Collection<?> list ->
          list.stream().map(one -> of(key, one)).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> block ->
          block.entrySet().stream()
              .map(
                  entry ->
                      entry.getKey() + " = " + of(String.valueOf(entry.getKey()), entry.getValue()))
              .sorted()
              .collect(Collectors.joining(", ", "{ ", " }"));
      default -> value.toString();
    };
  }

  /** As {@link #of(Duration)}, without what is less than a millisecond. */
  public static String rounded(Duration duration) {
    return of(Duration.ofMillis(duration.toMillis()));
  }

  /** A duration in the largest unit that it is a whole number of: {@code 90s}, {@code 720h}. */
  public static String of(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    long nanos = duration.toNanos();
    return UNITS.stream()
        .filter(unit -> nanos % unit.nanos == 0)
        .findFirst()
        .map(unit -> nanos / unit.nanos + unit.name)
        .orElse(nanos + "ns");
  }
}
