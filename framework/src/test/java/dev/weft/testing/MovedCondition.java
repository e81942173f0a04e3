package dev.weft.testing;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A condition whose timed waits go by a time that a test moves. */
@SuppressWarnings("WaitNotInLoop") // who waits by it has the loop
final class MovedCondition implements Condition {

  private final MovedMachine machine;
  private final Lock lock;
  private final Condition condition;

  MovedCondition(MovedMachine machine, Lock lock) {
    this.machine = machine;
    this.lock = lock;
    this.condition = lock.newCondition();
  }

  @Override
  public long awaitNanos(long nanos) throws InterruptedException {
    long deadline = machine.nanoTime() + nanos;
    Runnable alarm = this::moved;
    machine.wakes(alarm);
    try {
      // Whoever moves the time from here on has to get the lock, and gets it in this wait.
      condition.awaitNanos(deadline - machine.nanoTime());
    } finally {
      machine.wakesNoMore(alarm);
    }
    return deadline - machine.nanoTime();
  }

  private void moved() {
    lock.lock();
    try {
      condition.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return awaitNanos(unit.toNanos(time)) > 0;
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    Duration left = Duration.between(machine.instant(), deadline.toInstant());
    return awaitNanos(left.toNanos()) > 0;
  }

  @Override
  public void await() throws InterruptedException {
    condition.await();
  }

  @Override
  public void awaitUninterruptibly() {
    condition.awaitUninterruptibly();
  }

  @Override
  public void signal() {
    condition.signal();
  }

  @Override
  public void signalAll() {
    condition.signalAll();
  }
}
