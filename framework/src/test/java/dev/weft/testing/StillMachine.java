package dev.weft.testing;

import dev.weft.machine.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A machine for one thread, whose time stands still but where the test moves it: so a test can tell
 * one nanosecond from the next. Who waits by it has waited at once.
 */
public final class StillMachine extends TestMachine {

  private static final Instant START = Instant.parse("2030-01-31T12:00:00Z");

  /** Any will do, and one that is not zero shows a sum that should be a difference. */
  private static final long START_NANOS = 1_000_000_007L;

  private long passed;

  /** So much time has passed at once. */
  public void move(Duration by) {
    passed += by.toNanos();
  }

  /** How much time has passed so far. */
  public Duration passed() {
    return Duration.ofNanos(passed);
  }

  @Override
  public long nanoTime() {
    return START_NANOS + passed;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(passed);
  }

  @Override
  public Condition condition(Lock lock) {
    return new Passed();
  }

  /** Nobody signals it; the time passes at once. */
  private final class Passed implements Condition {

    @Override
    public long awaitNanos(long nanos) {
      passed += nanos;
      return 0;
    }

    @Override
    public boolean await(long time, TimeUnit unit) {
      return isOver(unit.toNanos(time));
    }

    @Override
    public void await() {
      throw new IllegalStateException("it would wait for ever");
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // it waits for nothing
    public void awaitUninterruptibly() {
      await();
    }

    @Override
    public boolean awaitUntil(Date deadline) {
      throw new UnsupportedOperationException("await a date");
    }

    @Override
    public void signal() {}

    @Override
    public void signalAll() {}
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) {
    return latch.getCount() == 0 || isOver(nanos);
  }

  @Override
  public boolean acquire(Semaphore semaphore, int permits, long nanos) {
    return semaphore.tryAcquire(permits) || isOver(nanos);
  }

  @Override
  public boolean join(Thread thread, long nanos) {
    return !thread.isAlive() || isOver(nanos);
  }

  private boolean isOver(long nanos) {
    passed += nanos;
    return false;
  }

  @Override
  public void sleep(long nanos) {
    passed += nanos;
  }

  @Override
  public void parkNanos(Object blocker, long nanos) {
    passed += nanos;
  }

  @Override
  public Timers timers(String thread) {
    return real.timers(thread);
  }
}
