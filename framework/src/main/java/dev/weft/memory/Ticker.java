package dev.weft.memory;

import java.time.Duration;
import java.time.Instant;

/** The time a memory transport goes by. Safe for use by many threads. */
abstract sealed class Ticker permits MachineTicker, ManualClock {

  /** Beyond this a deadline is never reached, and adding it to a reading cannot overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** Nanoseconds since the ticker was made; never goes back. */
  abstract long nanos();

  /** The time of day, for a message's timestamp. */
  abstract Instant instant();

  /**
   * How long a thread may sleep so that it does not miss that {@link #nanos} reaches {@code due}.
   */
  abstract long sleepUntil(long due);

  /** Has {@code listener} called, on the moving thread, whenever the time was moved by hand. */
  abstract void onMove(Runnable listener);

  static long nanosOf(Duration duration) {
    return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST.toNanos();
  }
}
