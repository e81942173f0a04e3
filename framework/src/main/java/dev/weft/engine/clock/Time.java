package dev.weft.engine.clock;

import dev.weft.machine.Machine;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time by which workers pause, rates are counted and dead letters are dated: the machine's, or
 * one that a test moves. What handlers really take, and how long they may, goes by the machine's
 * time in any case.
 *
 * <p>Safe for use by many threads.
 */
public interface Time extends InstantSource {

  /** Nanoseconds since some moment; never goes back. */
  long nanoTime();

  /**
   * Has {@code listener} called whenever the time was moved by hand, on the moving thread: those
   * who wait for a moment have to look whether it has come.
   */
  void onMove(Runnable listener);

  /** The machine's own time, which nobody moves. */
  static Time of(Machine machine) {
    return new Time() {
      @Override
      public Instant instant() {
        return machine.instant();
      }

      @Override
      public long nanoTime() {
        return machine.nanoTime();
      }

      @Override
      public void onMove(Runnable listener) {
        // Whoever waits wakes by itself.
      }
    };
  }
}
