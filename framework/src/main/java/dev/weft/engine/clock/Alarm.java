package dev.weft.engine.clock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Interrupts a handler's thread, once, and only while the handler runs: an interrupt that came late
 * would hit the next message.
 */
public final class Alarm {

  /** How long what was interrupted may take to end before its thread is abandoned. */
  public static final Duration GRACE = Duration.ofSeconds(10);

  /** The longest time between two looks of a process that runs. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private enum State {
    WAITING,
    /** The handler runs. */
    ARMED,
    /** Somebody is about to interrupt it. */
    RINGING,
    /** It was interrupted. */
    RUNG,
    /** It has ended. */
    OFF
  }

  private static final StackTraceElement[] NOWHERE = {};

  private final Thread thread;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  // Where the handler was when it rang.
  private volatile StackTraceElement[] where = NOWHERE;

  // Of the one thread that rings and looks.
  private long lookedAt;
  private long ignoredNanos;

  public Alarm(Thread thread) {
    this.thread = thread;
  }

  /** The handler starts. */
  public void arm() {
    state.set(State.ARMED);
  }

  /**
   * The handler's time is up: interrupts its thread. One thread calls this and {@link #isIgnored}.
   *
   * @param now the nanosecond, by the machine's clock
   * @return whether it was running, and this the first ring
   */
  public boolean ring(long now) {
    if (state.get() != State.ARMED) {
      return false;
    }
    StackTraceElement[] frames = thread.getStackTrace(); // before the interrupt, which moves it on
    if (!state.compareAndSet(State.ARMED, State.RINGING)) {
      return false;
    }
    where = frames;
    lookedAt = now;
    thread.interrupt();
    state.set(State.RUNG);
    return true;
  }

  /**
   * The handler has ended, on the calling thread. From here on no interrupt of the alarm's comes,
   * and one that came is cleared.
   *
   * @return whether it had rung
   */
  public boolean disarm() {
    if (state.compareAndSet(State.ARMED, State.OFF)) {
      return false;
    }
    while (state.get() == State.RINGING) {
      Thread.onSpinWait(); // for as long as an interrupt takes
    }
    boolean rung = state.getAndSet(State.OFF) == State.RUNG;
    if (rung) {
      Thread.interrupted(); // it was the alarm's, and has done its work
    }
    return rung;
  }

  /** Where the handler was when its time was up; no frames if that was not so. */
  public StackTraceElement[] where() {
    return where;
  }

  /**
   * Whether the handler was interrupted and runs all the same, though its {@link #GRACE} is over.
   * Looks that come each second add that up. A longer time between two of them counts as {@link
   * #LOOK} alone: the whole process stood still then, and the handler too.
   */
  public boolean isIgnored(long now) {
    if (state.get() != State.RUNG) {
      return false;
    }
    ignoredNanos += Math.min(now - lookedAt, LOOK.toNanos());
    lookedAt = now;
    return ignoredNanos >= GRACE.toNanos();
  }
}
