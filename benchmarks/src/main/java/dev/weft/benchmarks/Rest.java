package dev.weft.benchmarks;

import java.util.concurrent.locks.LockSupport;

/** Waits. */
final class Rest {

  private static final double NANOS = 1e9;

  private Rest() {}

  static void seconds(double seconds) {
    until(System.nanoTime() + (long) (seconds * NANOS));
  }

  /** Until then, by {@link System#nanoTime}. */
  static void until(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
