package dev.weft.simulation.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What has happened in one run. For the run's one carrier, so nothing in it is locked. */
public final class History {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final LongSupplier clock;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param clock the simulated time since the start of the run, in nanoseconds
   */
  public History(LongSupplier clock) {
    this.clock = clock;
  }

  /** Something happened just now, on the calling thread. */
  public void add(String replica, Happening what) {
    entries.add(new Entry(clock.getAsLong(), replica, Thread.currentThread().getName(), what));
  }

  /** All of it so far, in order. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The same for two texts that are the same. */
  public static String hash(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return "%016x".formatted(hash);
  }
}
