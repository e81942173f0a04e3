package dev.weft.machine;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** The JVM's own clock, threads and random numbers. */
final class RealMachine implements Machine {

  static final Machine INSTANCE = new RealMachine();

  private final SecureRandom unique = new SecureRandom(); // takes its seed at its first use

  private RealMachine() {}

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Condition condition(Lock lock) {
    return lock.newCondition();
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) throws InterruptedException {
    return latch.await(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean acquire(Semaphore semaphore, int permits, long nanos) throws InterruptedException {
    return semaphore.tryAcquire(permits, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean join(Thread thread, long nanos) throws InterruptedException {
    return thread.join(Duration.ofNanos(nanos));
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos);
  }

  @Override
  public void parkNanos(Object blocker, long nanos) {
    LockSupport.parkNanos(blocker, nanos);
  }

  @Override
  public RandomGenerator random() {
    return ThreadLocalRandom.current();
  }

  @Override
  public void fillUnique(byte[] bytes) {
    unique.nextBytes(bytes);
  }

  @Override
  public Thread virtual(String name, Runnable task) {
    return Thread.ofVirtual().name(name).unstarted(task);
  }

  @Override
  public Thread platform(String name, Runnable task) {
    return Thread.ofPlatform().daemon().name(name).unstarted(task);
  }

  // The JDK copies the frames of a thread that parks, and copies a few back when it goes on. The
  // rest stay where they are, in a copy that is as large as the first park was deep.
  @Override
  @SuppressWarnings(
      "ThreadPriorityCheck") // to park once, here; in what order threads go is no matter
  public void putStackAside() {
    Thread.yield();
  }

  @Override
  public Timers timers(String thread) {
    return new RealTimers(thread);
  }
}
