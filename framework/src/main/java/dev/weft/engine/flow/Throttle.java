package dev.weft.engine.flow;

import dev.weft.Rate;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.transport.Source;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the messages of one worker may begin: by a rate of its own, by its share of a limit, by both
 * or by neither.
 *
 * <p>Any thread may call any method.
 */
public final class Throttle {

  private static final Throttle NONE = new Throttle(null, null);

  private final RateLimit.@Nullable Share own;
  private final RateLimit.@Nullable Share shared;
  // So that of a worker's threads one waits for the limit and the others for it.
  private final ReentrantLock turn = new ReentrantLock(true);

  private Throttle(RateLimit.@Nullable Share own, RateLimit.@Nullable Share shared) {
    this.own = own;
    this.shared = shared;
  }

  /** Messages begin whenever there is a slot for them. */
  public static Throttle none() {
    return NONE;
  }

  /**
   * A worker's throttle.
   *
   * @param own the worker's own rate; null for none
   * @param shared its share of a limit; null for none
   * @param time what the rate goes by
   */
  public static Throttle of(
      Machine machine, @Nullable Rate own, RateLimit.@Nullable Share shared, Time time) {
    return own == null && shared == null
        ? NONE
        : new Throttle(own == null ? null : new RateLimit(machine, own, time).share(1), shared);
  }

  /** Whether there is anything to wait for. */
  public boolean isOn() {
    return this != NONE;
  }

  /** A source that returns from {@link Source#next} what may begin, and nothing else. */
  public Source over(Source source, Gate gate) {
    return isOn() ? new ThrottledSource(source, this, gate) : source;
  }

  /**
   * Waits until it makes sense to ask for messages. With a rate of its own that is when one may
   * begin; with a shared limit it is always, since only who has a message has a claim.
   *
   * @return for how many to ask, {@code most} at most; 0 if the wait is over
   */
  int awaitRoom(int most, long deadline, BooleanSupplier ended) throws InterruptedException {
    int room = shared == null ? most : Math.min(most, shared.most());
    return own == null ? room : own.awaitRoom(room, deadline, ended);
  }

  /**
   * Waits until messages that are here may begin. Not for two threads at once.
   *
   * @return how many of them begin now; 0 if the wait is over
   */
  int begin(int waiting, long deadline, BooleanSupplier ended) throws InterruptedException {
    int begin = own == null ? waiting : own.awaitRoom(waiting, deadline, ended);
    if (shared != null && begin > 0) {
      begin = shared.claim(begin, deadline, ended);
    }
    if (own != null && begin > 0) {
      own.spend(begin);
    }
    return begin;
  }

  /**
   * Waits until one message may begin, while the gate says what it said.
   *
   * @return false if the gate says something else, or the thread was interrupted
   */
  public boolean awaitTurn(Gate gate, Admission pass) {
    try {
      turn.lockInterruptibly();
      try {
        long never = gate.machine().nanoTime() + Long.MAX_VALUE;
        return begin(1, never, () -> gate.pass() != pass) > 0;
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Has those who wait look whether they still have to. */
  public void wake() {
    if (own != null) {
      own.wake();
    }
    if (shared != null) {
      shared.wake();
    }
  }

  /** From one message to the next, at the fastest. */
  long nanosPerMessage() {
    return Math.max(own == null ? 0 : own.spacing(), shared == null ? 0 : shared.spacing());
  }
}
