package dev.weft.simulation.machine;

import dev.weft.machine.Machine;
import dev.weft.machine.Timers;
import dev.weft.testing.ConditionTimers;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * The machine of one replica of a simulation. Its threads are virtual, those too that a real
 * machine would have as platform threads: none can keep another from running here.
 */
public final class SimulatedMachine implements Machine {

  /** When every run begins: 2026-01-01T00:00:00Z. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Scheduler scheduler;
  private final Replica replica;
  private final Runnable reading;
  private final Waits waits;
  private final RandomGenerator random;
  private final RandomGenerator unique;

  /**
   * The machine of a replica.
   *
   * @param reading comes before each look at the clock
   */
  SimulatedMachine(Scheduler scheduler, Replica replica, Chance chance, Runnable reading) {
    this.scheduler = scheduler;
    this.reading = reading;
    this.replica = replica;
    this.waits = new Waits(scheduler);
    this.random = chance.of("machine of " + replica.name());
    this.unique = chance.of("unique bytes");
  }

  @Override
  public long nanoTime() {
    reading.run();
    return replica.nanosAtStart() + scheduler.agenda().now();
  }

  @Override
  public Instant instant() {
    reading.run();
    return START.plusNanos(scheduler.agenda().now()).plusNanos(replica.skew());
  }

  @Override
  public Condition condition(Lock lock) {
    if (lock instanceof ReentrantLock reentrant) {
      return new SimulatedCondition(reentrant, waits, this);
    }
    throw new IllegalArgumentException(
        "a condition of " + lock + " cannot be simulated; expected a ReentrantLock");
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) throws InterruptedException {
    return waits.until(() -> latch.getCount() == 0, () -> latch.getCount() == 0, nanos, latch);
  }

  @Override
  public boolean acquire(Semaphore semaphore, int permits, long nanos) throws InterruptedException {
    return waits.until(
        () -> semaphore.tryAcquire(permits),
        () -> semaphore.availablePermits() >= permits,
        nanos,
        semaphore);
  }

  @Override
  public boolean join(Thread thread, long nanos) throws InterruptedException {
    if (thread.getState() == Thread.State.NEW) {
      throw new IllegalThreadStateException("thread " + thread.getName() + " is not started");
    }
    if (!thread.isAlive()) {
      return true; // also for a thread that is interrupted, as the JDK does it
    }
    return waits.until(() -> !thread.isAlive(), () -> !thread.isAlive(), nanos, thread);
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    waits.sleep(nanos);
  }

  @Override
  public void parkNanos(Object blocker, long nanos) {
    waits.park(blocker, nanos);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void fillUnique(byte[] bytes) {
    unique.nextBytes(bytes);
  }

  @Override
  public Thread virtual(String name, Runnable task) {
    return replica.threads(name).unstarted(task);
  }

  @Override
  public Thread platform(String name, Runnable task) {
    return virtual(name, task);
  }

  @Override
  public Timers timers(String thread) {
    return new ConditionTimers(this, thread, true);
  }
}
