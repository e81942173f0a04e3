package dev.weft.testkit;

import java.util.Set;

/** Errors of a test that names what its configuration does not have. */
final class Unknown {

  private Unknown() {}

  static IllegalArgumentException handler(String name, Set<String> handlers) {
    return new IllegalArgumentException(
        "no handler of the name "
            + name
            + " is configured; expected one of "
            + String.join(", ", handlers));
  }

  static IllegalArgumentException stream(String name, Set<String> streams) {
    return new IllegalArgumentException(
        "no handler keeps dead letters of a stream "
            + name
            + "; expected one of "
            + String.join(", ", streams));
  }
}
