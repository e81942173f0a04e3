package dev.weft.config.handler;

import com.typesafe.config.ConfigValueFactory;
import dev.weft.codec.settings.SettingsReader;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A handler's {@code settings} block: the user's own, so that nothing in it is checked until the
 * handler reads it.
 *
 * @param path where it stands, for errors
 * @param values strings, numbers, booleans, lists and maps of them; without nulls
 */
public record HandlerSettings(String path, Map<String, Object> values) {

  /** Copies the map. */
  public HandlerSettings {
    values = Map.copyOf(values);
  }

  /** From HOCON's values, in which a key that is not set may stand as null. */
  static HandlerSettings of(String path, Map<?, ?> unwrapped) {
    return new HandlerSettings(path, withoutNulls(unwrapped));
  }

  /**
   * The settings as a value of a class; {@link dev.weft.HandlerContext#settings(Class)} has the
   * rules.
   *
   * @throws IllegalArgumentException if they do not fit, with the key and what was expected
   */
  public <S> S as(Class<S> type) {
    return Reader.INSTANCE.read(path, values, type);
  }

  /** Made when a handler first reads its settings to a class, which many never do. */
  private static final class Reader {

    static final SettingsReader INSTANCE =
        new SettingsReader(Kinds.DURATION.expected(), Reader::duration);

    private static Optional<Duration> duration(String text) {
      return Kinds.DURATION.read(ConfigValueFactory.fromAnyRef(text))
              instanceof Kind.Fit.Fits<Duration>(Duration duration)
          ? Optional.of(duration)
          : Optional.empty();
    }
  }

  /** Shows nothing of the values, which may be secrets. */
  @Override
  public String toString() {
    return path + (values.isEmpty() ? " {}" : " {…}");
  }

  private static Map<String, Object> withoutNulls(Map<?, ?> map) {
    var copy = new TreeMap<String, Object>();
    map.forEach(
        (key, value) -> {
          if (value != null) {
            copy.put(String.valueOf(key), withoutNulls(value));
          }
        });
    return Map.copyOf(copy);
  }

  private static Object withoutNulls(Object value) {
    return switch (value) {
      case Map<?, ?> map -> withoutNulls(map);
      case List<?> list ->
          list.stream().filter(Objects::nonNull).map(HandlerSettings::withoutNulls).toList();
      default -> value;
    };
  }
}
