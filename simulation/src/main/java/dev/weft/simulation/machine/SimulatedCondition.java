package dev.weft.simulation.machine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A condition whose waits go by simulated time. A thread that was signalled and then interrupted
 * returns with its interrupt flag; one that was interrupted first throws, and takes no signal away.
 */
final class SimulatedCondition implements Condition {

  private static final long FOR_EVER = Long.MAX_VALUE;

  /** How a wait has ended. */
  private enum End {
    SIGNALLED,
    INTERRUPTED,
    TIME_OVER,
    SPURIOUS
  }

  /** One thread's wait. */
  private static final class Waiter {

    private final Strand strand;
    private boolean isSignalled;

    private Waiter(Strand strand) {
      this.strand = strand;
    }

    private void signal() {
      isSignalled = true;
      LockSupport.unpark(strand.thread);
    }
  }

  private final ReentrantLock lock;
  private final Waits waits;
  private final InstantSource clock;
  private final Deque<Waiter> waiters = new ArrayDeque<>();

  /**
   * A condition of that lock.
   *
   * @param clock the machine's
   */
  SimulatedCondition(ReentrantLock lock, Waits waits, InstantSource clock) {
    this.lock = lock;
    this.waits = waits;
    this.clock = clock;
  }

  @Override
  public void await() throws InterruptedException {
    waitFor(FOR_EVER);
  }

  @Override
  public void awaitUninterruptibly() {
    boolean isInterrupted = false;
    var waiter = new Waiter(waits.strand());
    int holds = release(waiter);
    End end = End.INTERRUPTED;
    while (end == End.INTERRUPTED) {
      end = park(waiter, FOR_EVER);
      isInterrupted |= end == End.INTERRUPTED;
    }
    acquire(waiter, holds);
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public long awaitNanos(long nanos) throws InterruptedException {
    long deadline = waits.deadline(nanos);
    waitFor(nanos);
    return deadline - waits.now();
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return waitFor(unit.toNanos(time)) != End.TIME_OVER;
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    Duration left = Duration.between(clock.instant(), deadline.toInstant());
    return waitFor(TimeUnit.NANOSECONDS.convert(left)) != End.TIME_OVER;
  }

  @Override
  public void signal() {
    checkHeld();
    Waiter first = waiters.poll();
    if (first != null) {
      first.signal();
    }
  }

  @Override
  public void signalAll() {
    checkHeld();
    waiters.forEach(Waiter::signal);
    waiters.clear();
  }

  private End waitFor(long nanos) throws InterruptedException {
    var waiter = new Waiter(waits.strand());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int holds = release(waiter);
    End end = park(waiter, nanos);
    acquire(waiter, holds);
    if (end == End.INTERRUPTED) {
      throw new InterruptedException();
    }
    return end;
  }

  // No other thread runs between two parks, so the list needs no lock here.

  private int release(Waiter waiter) {
    checkHeld();
    waiters.add(waiter);
    int holds = lock.getHoldCount();
    for (int i = 0; i < holds; i++) {
      lock.unlock();
    }
    return holds;
  }

  private void acquire(Waiter waiter, int holds) {
    waiters.remove(waiter);
    for (int i = 0; i < holds; i++) {
      lock.lock();
    }
  }

  private End park(Waiter waiter, long nanos) {
    boolean isSpurious = waits.isSpurious();
    long limit = isSpurious ? Math.min(nanos, waits.aMoment()) : nanos;
    long deadline = waits.deadline(limit);
    Agenda.@Nullable Entry alarm = limit == FOR_EVER ? null : waits.alarm(waiter.strand, limit);
    try {
      while (!waiter.isSignalled) {
        if (Thread.interrupted()) {
          return End.INTERRUPTED;
        }
        if (waits.now() >= deadline) {
          return limit < nanos ? End.SPURIOUS : End.TIME_OVER;
        }
        LockSupport.park(this);
      }
      return End.SIGNALLED;
    } finally {
      if (alarm != null) {
        alarm.cancel();
      }
    }
  }

  private void checkHeld() {
    if (!lock.isHeldByCurrentThread()) {
      throw new IllegalMonitorStateException(
          Thread.currentThread().getName() + " does not hold the condition's lock");
    }
  }
}
