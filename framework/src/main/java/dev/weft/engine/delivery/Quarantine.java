package dev.weft.engine.delivery;

import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import java.util.Iterator;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one message run alone in this process: if the process dies meanwhile, that message is the
 * cause (ADR 0032).
 *
 * <p>While it is not used it costs each message a look at one field. Any thread may call any
 * method; one object is shared by all handlers of a process.
 */
public final class Quarantine {

  // Nothing signals what it waits for: a gate that is shut, an attempt that has ended.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final CopyOnWriteArrayList<InFlight> watched = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Condition changed; // guarded by the lock
  private volatile @Nullable Attempt alone; // written under the lock

  /** No message runs alone. */
  public Quarantine() {}

  /** A message that runs alone waits for what that worker has in flight. */
  public void watch(InFlight worker) {
    watched.addIfAbsent(worker);
  }

  /** Takes {@link #watch} back. */
  public void forget(InFlight worker) {
    watched.remove(worker);
  }

  /**
   * Whether a message runs alone, or waits to. An attempt is in flight before it asks: so either it
   * sees this, or the message that waits sees the attempt.
   */
  boolean isOn() {
    return alone != null;
  }

  /** Whether no two messages of the process are ever at work at once. */
  boolean isNeedless() {
    Iterator<InFlight> present = watched.iterator();
    return present.hasNext() && present.next().isOneAtATime() && !present.hasNext();
  }

  /**
   * Waits until no message runs alone any more.
   *
   * @return false if the gate is shut, and the message has to be handed back
   */
  boolean awaitEnd(Attempt attempt, Gate gate) {
    lock.lock();
    try {
      return awaitFree(attempt, gate);
    } finally {
      finishWait(attempt);
      lock.unlock();
    }
  }

  /**
   * Waits until all that is in flight in the process has ended, for its time limits at most, while
   * nothing more begins. Then the message runs alone until {@link #leave}.
   *
   * @return false if the gate is shut, and the message has to be handed back
   */
  boolean enter(Attempt attempt, Gate gate) {
    lock.lock();
    try {
      if (!awaitFree(attempt, gate)) {
        return false;
      }
      alone = attempt;
      boolean open = true;
      while (open && !isQuietBut(attempt)) {
        open = look(gate);
      }
      if (!open) {
        free();
      }
      return open;
    } finally {
      finishWait(attempt);
      lock.unlock();
    }
  }

  /** The message has its outcome. Does nothing if it is not the one that runs alone. */
  void leave(Attempt attempt) {
    if (alone == attempt) {
      lock.lock();
      try {
        free();
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean awaitFree(Attempt attempt, Gate gate) {
    attempt.hold(true);
    boolean open = gate.pass() != Admission.NONE;
    while (open && isTaken()) {
      open = look(gate);
    }
    return open;
  }

  // Under the lock: the next message that runs alone looks at it after that.
  private static void finishWait(Attempt attempt) {
    attempt.hold(false);
  }

  /** A thread that was abandoned may never come to leave. */
  private boolean isTaken() {
    Attempt holder = alone;
    if (holder != null && holder.isOver()) {
      free();
    }
    return alone != null;
  }

  private void free() {
    alone = null;
    if (changed != null) {
      changed.signalAll();
    }
  }

  private boolean isQuietBut(Attempt one) {
    var busy = new boolean[1];
    for (InFlight worker : watched) {
      worker.each(attempt -> busy[0] |= attempt != one && attempt.isBusy());
    }
    return !busy[0];
  }

  /** Waits a little; whether the gate is open then. */
  @SuppressWarnings("WaitNotInLoop") // whoever calls it looks again, in a loop
  private boolean look(Gate gate) {
    if (changed == null) { // of the machine that all handlers of the process are on
      changed = gate.machine().condition(lock);
    }
    try {
      boolean signalled = changed.await(LOOK_NANOS, TimeUnit.NANOSECONDS);
      return signalled || gate.pass() != Admission.NONE;
    } catch (InterruptedException e) {
      if (gate.pass() == Admission.NONE) {
        Thread.currentThread().interrupt();
        return false;
      }
      return true; // it stops nobody, and what begins next is not to find it
    }
  }
}
