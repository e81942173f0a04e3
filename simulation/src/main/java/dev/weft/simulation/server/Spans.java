package dev.weft.simulation.server;

/** Lengths of time as histories show them. */
final class Spans {

  private static final long MICRO = 1_000;
  private static final double MICROS_OF_MILLI = 1e3;

  private Spans() {}

  /** {@code 1234.567 ms}. */
  static String text(long nanos) {
    long micros = nanos / MICRO;
    return micros / MICROS_OF_MILLI + " ms";
  }
}
