package dev.weft.simulation.server;

import java.util.Locale;

/** Lengths of time as histories show them. */
final class Spans {

  private static final double MILLI = 1e6;

  private Spans() {}

  /** {@code 1,234 ms}. */
  static String text(long nanos) {
    return String.format(Locale.ROOT, "%,.1f ms", nanos / MILLI);
  }
}
