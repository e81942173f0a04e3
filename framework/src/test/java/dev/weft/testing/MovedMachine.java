package dev.weft.testing;

import dev.weft.machine.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * The machine that the test runs on, whose time the test moves ahead: it goes on by itself as well.
 * Whoever waits by it wakes once the moment has come, as if it had waited all that time.
 */
public final class MovedMachine extends TestMachine {

  /** Of those that a move cannot wake: they look for themselves, so often. */
  private static final long LOOK_NANOS = 2_000_000L;

  /** What is farther off no test waits for. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final AtomicLong ahead = new AtomicLong();
  private final Set<Runnable> alarms = ConcurrentHashMap.newKeySet();

  /** So much time has passed at once. */
  public void move(Duration by) {
    ahead.addAndGet(by.toNanos());
    alarms.forEach(Runnable::run);
  }

  /**
   * Passes second after second until that is so. Whoever looks each second looks in each of them,
   * if the system lets it run.
   */
  public void passUntil(Callable<Boolean> condition) {
    Awaitility.await()
        .until(
            () -> {
              move(Duration.ofSeconds(1));
              return condition.call();
            });
  }

  /** A wait, of so long at most. */
  private interface Wait {
    boolean hasEnded(long nanos) throws InterruptedException;
  }

  /** Has that run at each move, until {@link #wakesNoMore}. */
  void wakes(Runnable alarm) {
    alarms.add(alarm);
  }

  void wakesNoMore(Runnable alarm) {
    alarms.remove(alarm);
  }

  private boolean look(long nanos, Wait wait) throws InterruptedException {
    long deadline = nanoTime() + nanos;
    long left = nanos;
    do {
      if (wait.hasEnded(Math.min(left, LOOK_NANOS))) {
        return true;
      }
      left = deadline - nanoTime();
    } while (left > 0);
    return wait.hasEnded(0); // what came first comes first, also where the time jumped just then
  }

  @Override
  public long nanoTime() {
    return real.nanoTime() + ahead.get();
  }

  @Override
  public Instant instant() {
    return real.instant().plusNanos(ahead.get());
  }

  @Override
  public Condition condition(Lock lock) {
    return new MovedCondition(this, lock);
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) throws InterruptedException {
    return look(nanos, some -> latch.await(some, TimeUnit.NANOSECONDS));
  }

  @Override
  public boolean acquire(Semaphore semaphore, int permits, long nanos) throws InterruptedException {
    return look(nanos, some -> semaphore.tryAcquire(permits, some, TimeUnit.NANOSECONDS));
  }

  @Override
  public boolean join(Thread thread, long nanos) throws InterruptedException {
    return look(nanos, some -> thread.join(Duration.ofNanos(some)));
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    look(
        nanos,
        some -> {
          TimeUnit.NANOSECONDS.sleep(some);
          return false;
        });
  }

  @Override
  public void parkNanos(Object blocker, long nanos) {
    Thread thread = Thread.currentThread();
    long deadline = nanoTime() + nanos;
    Runnable alarm = () -> unparkAt(deadline, thread);
    wakes(alarm);
    try {
      LockSupport.parkNanos(blocker, deadline - nanoTime());
    } finally {
      wakesNoMore(alarm);
    }
  }

  // Not before its time, or else whoever forgets to unpark it would be helped by any move.
  private void unparkAt(long deadline, Thread thread) {
    long left = deadline - nanoTime();
    if (left <= 0) {
      LockSupport.unpark(thread);
    } else if (left <= LONGEST_WAIT_NANOS) {
      CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS)
          .execute(() -> LockSupport.unpark(thread));
    }
  }

  @Override
  public Timers timers(String thread) {
    return new ConditionTimers(this, thread, false);
  }
}
