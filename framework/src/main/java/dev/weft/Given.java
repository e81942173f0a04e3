package dev.weft;

import org.jspecify.annotations.Nullable;

/** Refuses an argument that is null by its name: not every caller has a null checker. */
final class Given {

  private Given() {}

  /**
   * The value.
   *
   * @param what names it
   * @param expected says what was expected
   * @throws NullPointerException if it is null
   */
  static <T> T given(@Nullable T value, String what, String expected) {
    if (value == null) {
      throw new NullPointerException(what + ": null; expected " + expected);
    }
    return value;
  }
}
