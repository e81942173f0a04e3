package dev.weft.transport.settings;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares configured settings with those that a server has, by what they mean: times as points in
 * time, lists in any order where the order says nothing, zero and a missing value alike.
 */
public final class SettingDifferences {

  /** How the labels begin that Weft adds to metadata; they are nobody's setting. */
  public static final String OWN_LABELS = "weft-";

  private static final String FILTER = "filter_subject";
  private static final String FILTERS = "filter_subjects";

  private static final String PAUSE = "pause_until";

  private static final Set<String> TIMES = Set.of("opt_start_time", PAUSE);

  /** The order of their elements counts. */
  private static final Set<String> ORDERED = Set.of("backoff");

  /** With zero the choice is the server's, so any value of its is as configured. */
  private static final Set<String> CHOSEN_BY_SERVER =
      Set.of("ack_wait", "duplicate_window", "max_ack_pending", "max_waiting", "num_replicas");

  /** Zero, -1 and none say alike that there is no limit. */
  private static final Set<String> LIMITS =
      Set.of(
          "max_batch",
          "max_bytes",
          "max_consumers",
          "max_deliver",
          "max_msg_size",
          "max_msgs",
          "max_msgs_per_subject");

  /** What a server means that leaves the key out. */
  private static final Map<String, Object> IMPLIED =
      Map.of("compression", "none", "first_seq", 1L, "persist_mode", "default");

  private SettingDifferences() {}

  /**
   * One line for each configured setting that the server has otherwise, by key.
   *
   * @param now by which a pause may be over: whoever set it, it pauses nothing then
   */
  public static List<String> between(
      Map<String, Object> configured, Map<String, Object> server, Instant now) {
    var lines = new ArrayList<String>();
    new TreeMap<>(configured)
        .forEach(
            (key, wanted) -> {
              boolean same =
                  key.equals(PAUSE)
                      ? agree(key, unlessOver(wanted, now), unlessOver(server.get(key), now))
                      : agree(key, wanted, server);
              if (!same) {
                lines.add(SettingText.difference(key, server.get(key), wanted));
              }
            });
    return List.copyOf(lines);
  }

  private static boolean agree(String key, Object wanted, Map<String, Object> server) {
    if (key.equals(FILTER) || key.equals(FILTERS)) {
      return filters(Map.of(key, wanted)).equals(filters(server)); // two keys for one setting
    }
    return agree(key, wanted, server.get(key));
  }

  /** The subjects that a consumer with these settings takes; all of its stream's if empty. */
  public static Set<String> filters(Map<String, Object> settings) {
    var filters = new LinkedHashSet<String>();
    if (settings.get(FILTER) instanceof String one && !one.isEmpty()) {
      filters.add(one);
    }
    if (settings.get(FILTERS) instanceof Collection<?> several) {
      several.forEach(one -> filters.add(String.valueOf(one)));
    }
    return filters;
  }

  private static boolean agree(String key, @Nullable Object wanted, @Nullable Object present) {
    if (wanted instanceof Number number && number.longValue() == 0 && isChosenByServer(key)) {
      return true;
    }
    boolean bothUnset = isUnset(key, wanted) && isUnset(key, present);
    if (bothUnset || wanted == null || present == null) {
      return bothUnset;
    }
    return switch (wanted) {
      case Number number when present instanceof Number other ->
          decimal(number).compareTo(decimal(other)) == 0;
      case Map<?, ?> map when present instanceof Map<?, ?> other -> contains(map, other);
      case Collection<?> list when present instanceof Collection<?> other ->
          ORDERED.contains(key) ? sameInOrder(key, list, other) : sameElements(key, list, other);
      case String text when TIMES.contains(key) ->
          text.equals(present) || time(text).equals(time(present));
      default -> wanted.equals(present);
    };
  }

  private static boolean isChosenByServer(String key) {
    return CHOSEN_BY_SERVER.contains(key);
  }

  private static boolean isUnset(String key, @Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Number number ->
          number.longValue() == 0
              || (LIMITS.contains(key) && number.longValue() < 0)
              || number.equals(IMPLIED.get(key));
      case Boolean flag -> !flag;
      case String text -> text.isEmpty() || text.equals(IMPLIED.get(key));
      case Collection<?> list -> list.isEmpty();
      case Map<?, ?> map -> contains(map, Map.of());
      default -> false;
    };
  }

  /** Whether a block has what is wanted of it; what else stands there was not asked for. */
  private static boolean contains(Map<?, ?> wanted, Map<?, ?> present) {
    return wanted.entrySet().stream()
        .allMatch(
            entry ->
                String.valueOf(entry.getKey()).startsWith(OWN_LABELS)
                    || agree(
                        String.valueOf(entry.getKey()),
                        entry.getValue(),
                        present.get(entry.getKey())));
  }

  private static boolean sameInOrder(String key, Collection<?> wanted, Collection<?> present) {
    var left = List.copyOf(present);
    int index = 0;
    for (Object one : wanted) {
      if (index == left.size() || !agree(key, one, left.get(index))) {
        return false;
      }
      index++;
    }
    return index == left.size();
  }

  private static boolean sameElements(String key, Collection<?> wanted, Collection<?> present) {
    var left = new ArrayList<Object>(present);
    for (Object one : wanted) {
      // Both ways: an element that says more is another one.
      Optional<Object> same =
          left.stream()
              .filter(other -> agree(key, one, other) && agree(key, other, one))
              .findFirst();
      if (same.isEmpty()) {
        return false;
      }
      left.remove(same.get());
    }
    return left.isEmpty();
  }

  private static @Nullable Object unlessOver(@Nullable Object time, Instant now) {
    return time != null && time(time) instanceof Instant end && end.isBefore(now) ? null : time;
  }

  private static Object time(Object value) {
    try {
      return OffsetDateTime.parse(Objects.toString(value)).toInstant();
    } catch (DateTimeException e) {
      return value;
    }
  }

  private static BigDecimal decimal(Number number) {
    return new BigDecimal(number.toString());
  }
}
