package dev.weft.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A time that stands still until it is moved, so that hours of retries pass in a test's
 * milliseconds.
 *
 * <p>It rules what a server's clock rules: ack waits, retry delays, de-duplication windows and
 * timestamps. How long a caller of {@link dev.weft.transport.Source#next} waits is the caller's own
 * time and stays real.
 *
 * <p>Safe for use by many threads. A transport stays known to its clock: make a new clock for each
 * test.
 */
public final class ManualClock extends Ticker implements InstantSource {

  private final Instant start;
  private final AtomicLong passed = new AtomicLong();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** A clock that shows {@code start}. */
  public ManualClock(Instant start) {
    this.start = start;
  }

  /**
   * Moves the time on. Sources that wait for something that is due by then wake up: whatever they
   * are owed is theirs without any further wait.
   *
   * @throws IllegalArgumentException if {@code by} is negative: time does not go back
   */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("advance by " + by + ": the time must not go back");
    }
    passed.addAndGet(nanosOf(by));
    listeners.forEach(Runnable::run);
  }

  @Override
  public Instant instant() {
    return start.plusNanos(passed.get());
  }

  @Override
  long nanos() {
    return passed.get();
  }

  @Override
  long sleepUntil(long due) {
    return Long.MAX_VALUE;
  }

  @Override
  void onMove(Runnable listener) {
    listeners.add(listener);
  }
}
