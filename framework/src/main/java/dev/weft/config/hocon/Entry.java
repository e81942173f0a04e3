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
 * @param value not null and not HOCON's null
 * @param whole what stands there: the value, or what it is a part of
 */
public record Entry(String path, String key, ConfigValue value, ConfigValue whole) {

  static Entry of(String path, String key, ConfigValue value) {
    return new Entry(path, key, value, value);
  }

  /** Where it stands; made of the library's words each time, which is for problems alone. */
  Location location() {
    return Location.of(whole.origin(), path);
  }

  /** As a problem shows it. */
  public String shown() {
    return Secrets.shown(key, whole);
  }

  void problem(Problems problems, String what) {
    problems.add(location(), path + " = " + shown(), what);
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
    return new Entry(path, key, ConfigValueFactory.fromAnyRef(text.strip()), whole);
  }
}
