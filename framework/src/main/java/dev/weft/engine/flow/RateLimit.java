package dev.weft.engine.flow;

import dev.weft.Rate;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Lets messages begin at a rate, evenly spaced, and shares them out among workers by their weights.
 * ADR 0020 says how.
 *
 * <p>Any thread may call any method.
 */
public final class RateLimit {

  private final long spacing;
  private final Machine machine;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final FairQueue line; // guarded by the lock

  /**
   * A limit that nobody has a share of yet.
   *
   * @param machine by whose time waits end
   * @param time what it goes by
   */
  public RateLimit(Machine machine, Rate rate, Time time) {
    this.spacing = rate.gap().toNanos();
    this.machine = machine;
    this.time = time;
    this.changed = machine.condition(lock);
    this.line = new FairQueue(spacing, time.nanoTime());
    time.onMove(this::wake);
  }

  /**
   * Another worker's share. While several have messages waiting, they begin them in proportion to
   * their weights; what one leaves goes to the others.
   *
   * @param weight at least 1
   */
  public Share share(int weight) {
    if (weight < 1) {
      throw new IllegalArgumentException("weight = " + weight + ": expected at least 1");
    }
    lock.lock();
    try {
      return new Share(line.place(weight));
    } finally {
      lock.unlock();
    }
  }

  /** Has those who wait look whether they still have to. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What one worker has of the limit. */
  public final class Share {

    private final FairQueue.Place place;

    private Share(FairQueue.Place place) {
      this.place = place;
    }

    /** The most that ever begin at once. */
    int most() {
      return line.most();
    }

    /** Nanoseconds from one message to the next, if nobody else has any. */
    long spacing() {
      return spacing;
    }

    /**
     * Waits until a message may begin, and takes nothing: for a limit that nobody else has a share
     * of.
     *
     * @param deadline by {@link Machine#nanoTime}
     * @param ended asked before each look: nothing may begin any more
     * @return how many may begin now, {@code most} at most; 0 if the wait is over
     */
    int awaitRoom(int most, long deadline, BooleanSupplier ended) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        return await(() -> Math.min(most, line.free(time.nanoTime())), deadline, ended);
      } finally {
        lock.unlock();
      }
    }

    /** That many begin now. */
    void spend(int messages) {
      lock.lock();
      try {
        line.spend(messages, time.nanoTime());
      } finally {
        lock.unlock();
      }
    }

    /**
     * Waits until messages may begin, in turn with the other shares.
     *
     * @param waiting how many there are
     * @param deadline by {@link Machine#nanoTime}
     * @param ended asked before each look: nothing may begin any more
     * @return how many of them begin now; 0 if the wait is over
     */
    int claim(int waiting, long deadline, BooleanSupplier ended) throws InterruptedException {
      lock.lockInterruptibly();
      FairQueue.Claim claim = line.join(place, waiting);
      int begin = 0;
      try {
        begin = await(() -> granted(claim), deadline, ended);
        return begin;
      } finally {
        if (begin > 0) {
          line.leave(claim);
        } else {
          line.withdraw(claim);
          changed.signalAll();
        }
        lock.unlock();
      }
    }

    /** As {@link RateLimit#wake}. */
    void wake() {
      RateLimit.this.wake();
    }
  }

  private int granted(FairQueue.Claim claim) {
    if (line.serve(time.nanoTime())) {
      changed.signalAll(); // it may be for another
    }
    return claim.granted();
  }

  private int await(IntSupplier look, long deadline, BooleanSupplier ended)
      throws InterruptedException {
    while (!ended.getAsBoolean()) {
      int found = look.getAsInt();
      long left = deadline - machine.nanoTime();
      if (found > 0 || left <= 0) {
        return found;
      }
      // Where time is moved by hand this may be too soon, and then it looks again.
      long nanos = Math.clamp(line.untilFree(time.nanoTime()), 1, left);
      changed.await(nanos, TimeUnit.NANOSECONDS);
    }
    return 0;
  }
}
