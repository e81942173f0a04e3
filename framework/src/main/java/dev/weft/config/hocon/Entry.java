package dev.weft.config.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.stream.Stream;

/**
 * A value at its place.
 *
 * @param path its full path
 * @param key the last element of the path
 * @param value what stands there; not null and not HOCON's null
 * @param location where
 * @param shown the value as a problem shows it
 */
public record Entry(String path, String key, ConfigValue value, Location location, String shown) {

  static Entry of(String path, String key, ConfigValue value) {
    return new Entry(
        path, key, value, Location.of(value.origin(), path), Secrets.shown(key, value));
  }

  void problem(Problems problems, String what) {
    problems.add(location, path + " = " + shown, what);
  }

  /** Whether it is a list without elements, or a string that stands for one. */
  public boolean isEmpty() {
    return value.unwrapped().equals(List.of())
        || (value.unwrapped() instanceof String text && text.isBlank());
  }

  /** The elements of a list, or of a string with commas; none after a problem. */
  Stream<Entry> elements(Problems problems) {
    if (value.valueType() == ConfigValueType.STRING) {
      return isEmpty()
          ? Stream.empty()
          : Stream.of(((String) value.unwrapped()).split(",", -1)).map(this::part);
    }
    try {
      // Not a cast: the library also takes keys 0, 1, 2 as a list, as system properties write one.
      return value.atKey("v").getList("v").stream().map(one -> of(path, key, one));
    } catch (ConfigException e) {
      problem(problems, "expected a list");
      return Stream.empty();
    }
  }

  // It shows the whole, since a comma may have been part of a secret.
  private Entry part(String text) {
    return new Entry(path, key, ConfigValueFactory.fromAnyRef(text.strip()), location, shown);
  }
}
