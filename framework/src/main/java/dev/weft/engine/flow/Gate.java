package dev.weft.engine.flow;

import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether a worker may take from its source: not while its breaker or an operator pauses it or
 * it is halted, and never again after a stop. Any thread may call any method.
 */
public final class Gate {

  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  /** Whether anything is let through, as far as an operator and the worker itself decide. */
  private sealed interface State {

    /** How often it was halted so far. */
    int halts();

    /** All that the breaker lets through. */
    record Open(int halts) implements State {}

    /** Nothing, by an operator's word. */
    record Paused(int halts) implements State {}

    /** Nothing, by the worker's own word, which goes before a pause. */
    record Halted(int halts, String why) implements State {}
  }

  private final Machine machine;
  private final String handler;
  private final Breaker breaker;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  // Written under the lock; a stop goes before it, for good.
  private volatile State state = new State.Open(0);
  private volatile Runnable onWake = () -> {};

  public Gate(Machine machine, String handler, Breaker breaker) {
    this.machine = machine;
    this.handler = handler;
    this.breaker = breaker;
    this.changed = machine.condition(lock);
  }

  /** The machine that the worker runs on. */
  public Machine machine() {
    return machine;
  }

  /**
   * Whether a failure is but the interrupt of a stop; on the thread that failed. Any other
   * interrupt is user code's own, and a failure like any.
   */
  public boolean isStop(Failure failure) {
    return isStopped() && (failure.isInterrupt() || Thread.currentThread().isInterrupted());
  }

  /** Clears an interrupt that user code has left on the calling thread; a stop's own stays. */
  public void clearStrayInterrupt() {
    if (Thread.interrupted() && isStopped()) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whom to tell how messages end. */
  public Breaker breaker() {
    return breaker;
  }

  /**
   * Has something done too whenever those who wait are woken; on the thread that wakes them, which
   * may hold locks: it is to call neither a logger nor an observer.
   */
  public void onWake(Runnable task) {
    onWake = task;
  }

  /** Lets nothing through any more, for good. */
  public void stop() {
    shut();
    wakeAll();
  }

  /** As {@link #stop}, but wakes nobody who waits, and so needs no lock. */
  public void shut() {
    stopped.countDown();
  }

  public boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /**
   * Waits out the time, or until it is stopped.
   *
   * @return whether it is stopped
   */
  public boolean awaitStop(Duration limit) throws InterruptedException {
    return machine.await(stopped, limit.toNanos());
  }

  /** Lets nothing through until {@link #resume}; a second call does nothing. */
  public void pause() {
    boolean isNew;
    lock.lock();
    try {
      isNew = !isShut();
      state = isNew ? new State.Paused(state.halts()) : state;
    } finally {
      lock.unlock();
    }
    wakeAll();
    if (isNew) { // last, since a logger may block
      log.info("handler {}: paused", handler);
    }
  }

  /**
   * As {@link #pause}, for a reason of the worker's own.
   *
   * @return false if it has one already, which stays
   */
  public boolean halt(String why) {
    lock.lock();
    try {
      if (isHalted()) {
        return false;
      }
      state = new State.Halted(state.halts() + 1, why);
    } finally {
      lock.unlock();
    }
    wakeAll();
    return true;
  }

  /** Whether {@link #halt} was called, and not taken back. */
  public boolean isHalted() {
    return state instanceof State.Halted;
  }

  /** How often {@link #halt} was called, also where it was taken back at once. */
  public int halts() {
    return state.halts();
  }

  /** Takes {@link #pause} and {@link #halt} back; the breaker may still pause the worker. */
  public void resume() {
    boolean wasPaused;
    lock.lock();
    try {
      wasPaused = isShut();
      state = new State.Open(state.halts());
    } finally {
      lock.unlock();
    }
    wakeAll();
    if (wasPaused) {
      log.info("handler {}: resumed", handler);
    }
  }

  /**
   * Waits until a source may be opened.
   *
   * @return what for; {@link Admission#NONE} only if the worker is stopped
   */
  public Admission awaitOpening() throws InterruptedException {
    return awaitWhile(pass -> pass == Admission.HOLD || pass == Admission.NONE);
  }

  /**
   * Waits while an open source has to be kept but not asked.
   *
   * @param openedFor what the source was opened for
   * @return whether to ask it for the next message; otherwise it is to be closed
   */
  public boolean awaitTurn(Admission openedFor) throws InterruptedException {
    Admission now = pass();
    if (now == Admission.HOLD) {
      now = awaitWhile(pass -> pass == Admission.HOLD);
    }
    return openedFor == Admission.TRIAL ? now == Admission.TRIAL : now != Admission.NONE;
  }

  /** Why nothing is let through; empty if something is. Never blocks. */
  public Optional<String> problem() {
    return switch (state) {
      case State.Open open -> breaker.problem();
      case State.Paused paused -> Optional.of("paused by Weft.pause, until Weft.resume is called");
      case State.Halted(int halts, String why) -> Optional.of(why);
    };
  }

  /** What may be taken and started now. Never blocks. */
  public Admission pass() {
    return isShut() || isStopped() ? Admission.NONE : breaker.pass();
  }

  private boolean isShut() {
    return !(state instanceof State.Open);
  }

  private Admission awaitWhile(Predicate<Admission> closed) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Admission now = pass();
      while (!isStopped() && closed.test(now)) {
        // Nothing but time ends the breaker's pause, so nobody has to wake those who wait for it,
        // save where time is moved by hand.
        long nanos = isShut() ? Long.MAX_VALUE : breaker.nanosLeft();
        changed.await(nanos, TimeUnit.NANOSECONDS);
        now = pass();
      }
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** Has those who wait look again, for instance whether the breaker's pause is over. */
  public void wakeAll() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onWake.run();
  }
}
