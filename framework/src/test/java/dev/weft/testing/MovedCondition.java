package dev.weft.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A condition whose timed waits go by a time that a test moves. A move ends the waits whose time
 * has come, and no other: whoever forgets a signal is not helped by it.
 */
final class MovedCondition implements Condition {

  private final MovedMachine machine;
  private final Lock lock;
  private final Condition held; // nobody waits by it: it throws unless the caller holds the lock
  private final Deque<Waiter> waiters = new ArrayDeque<>(); // guarded by the lock

  MovedCondition(MovedMachine machine, Lock lock) {
    this.machine = machine;
    this.lock = lock;
    this.held = lock.newCondition();
  }

  /** One thread's wait. */
  private final class Waiter {

    private final Condition own = lock.newCondition();
    private boolean isSignalled;

    void signal() {
      isSignalled = true;
      own.signal();
    }

    /** Has it look at the time. */
    void moved() {
      lock.lock();
      try {
        own.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public long awaitNanos(long nanos) throws InterruptedException {
    long deadline = machine.nanoTime() + nanos;
    waitUntil(deadline);
    return deadline - machine.nanoTime();
  }

  /** Whether it was signalled; false if the time was over first. */
  private boolean waitUntil(long deadline) throws InterruptedException {
    var waiter = new Waiter();
    Runnable alarm = waiter::moved;
    waiters.add(waiter);
    machine.wakes(alarm);
    try {
      long left = deadline - machine.nanoTime();
      do {
        // Whoever moves the time from here on has to get the lock, and gets it in this wait.
        waiter.own.awaitNanos(left);
        left = deadline - machine.nanoTime();
      } while (!waiter.isSignalled && left > 0);
      return waiter.isSignalled;
    } catch (InterruptedException e) {
      return signalledBefore(e, waiter);
    } finally {
      machine.wakesNoMore(alarm);
      waiters.remove(waiter);
    }
  }

  @Override
  public void await() throws InterruptedException {
    var waiter = new Waiter();
    waiters.add(waiter);
    try {
      while (!waiter.isSignalled) {
        waiter.own.await();
      }
    } catch (InterruptedException e) {
      signalledBefore(e, waiter);
    } finally {
      waiters.remove(waiter);
    }
  }

  // An interrupt takes no signal away: the next one would wait for it in vain.
  private static boolean signalledBefore(InterruptedException interrupt, Waiter waiter)
      throws InterruptedException {
    if (!waiter.isSignalled) {
      throw interrupt;
    }
    Thread.currentThread().interrupt();
    return true;
  }

  @Override
  public void awaitUninterruptibly() {
    var waiter = new Waiter();
    waiters.add(waiter);
    while (!waiter.isSignalled) {
      waiter.own.awaitUninterruptibly();
    }
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return waitUntil(machine.nanoTime() + unit.toNanos(time));
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    Duration left = Duration.between(machine.instant(), deadline.toInstant());
    return waitUntil(machine.nanoTime() + left.toNanos());
  }

  @Override
  public void signal() {
    held.signal();
    Waiter first = waiters.poll();
    if (first != null) {
      first.signal();
    }
  }

  @Override
  public void signalAll() {
    held.signalAll();
    waiters.forEach(Waiter::signal);
    waiters.clear();
  }
}
