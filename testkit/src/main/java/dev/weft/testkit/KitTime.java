package dev.weft.testkit;

import dev.weft.engine.clock.Time;
import dev.weft.memory.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The clock of a kit as the engine sees it. */
final class KitTime implements Time {

  private final Instant start;
  private final ManualClock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  KitTime(Instant start) {
    this.start = start;
    this.clock = new ManualClock(start);
  }

  /** The same clock as the memory transport sees it. */
  ManualClock clock() {
    return clock;
  }

  /** Moves the clock; those who wait for it in the engine are told by {@link #tell}. */
  void moveTo(Instant then) {
    clock.advance(Duration.between(instant(), then));
  }

  /** Has whoever waits in the engine look at the clock. */
  void tell() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public long nanoTime() {
    return Duration.between(start, instant()).toNanos();
  }

  @Override
  public void onMove(Runnable listener) {
    listeners.add(listener);
  }
}
