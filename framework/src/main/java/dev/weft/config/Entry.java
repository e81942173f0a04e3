package dev.weft.config;

import com.typesafe.config.ConfigValue;
import java.util.List;

/**
 * A value at its place.
 *
 * @param path its full path
 * @param value what stands there; not null and not HOCON's null
 * @param location where
 * @param shown the value as a problem shows it
 */
record Entry(String path, ConfigValue value, Location location, String shown) {

  static Entry of(String path, String key, ConfigValue value) {
    return new Entry(path, value, Location.of(value.origin(), path), Secrets.shown(key, value));
  }

  /** A part of this value: it shows the whole, since a part of a secret is secret as well. */
  Entry part(ConfigValue part) {
    return new Entry(path, part, location, shown);
  }

  /** Whether it is a list without elements, or a string that stands for one. */
  boolean isEmpty() {
    Object plain = value.unwrapped();
    return plain.equals(List.of()) || plain instanceof String text && text.isBlank();
  }

  void problem(Problems problems, String what) {
    problems.add(location, path + " = " + shown, what);
  }
}
