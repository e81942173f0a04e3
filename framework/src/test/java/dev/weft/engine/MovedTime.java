package dev.weft.engine;

import dev.weft.engine.clock.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A time that stands still until a test moves it. */
public final class MovedTime implements Time {

  private final AtomicLong nanos = new AtomicLong();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public void move(Duration by) {
    nanos.addAndGet(by.toNanos());
    listeners.forEach(Runnable::run);
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanos.get());
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public void onMove(Runnable listener) {
    listeners.add(listener);
  }
}
