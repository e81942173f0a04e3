package dev.weft.engine.clock;

import dev.weft.engine.Threads;
import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Starts the ack waits anew of all that workers hold, each at every third of it, on a platform
 * thread that does nothing else.
 *
 * <p>So handlers may compute on every carrier of virtual threads, and whatever else may block: what
 * is held does not come again. That thread does not log, calls no observer, and waits for no lock
 * for which virtual threads wait too: they may be woken, and find no carrier. What could not be
 * extended is said by whoever asks the {@link AckWaitExtender} for it.
 *
 * <p>Any thread may call any method; none blocks.
 */
public final class KeepAlive implements AutoCloseable {

  private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Machine machine;
  private final List<AckWaitExtender> extenders = new CopyOnWriteArrayList<>(); // by their age
  private final ReentrantLock starting = new ReentrantLock();
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  /** One whose thread is there once something is to be kept alive. */
  public KeepAlive(Machine machine) {
    this.machine = machine;
  }

  /** Has all that is held extended, until the extender is closed. */
  public AckWaitExtender begin(AckWaitExtender.Held held) {
    var extender = new AckWaitExtender(held, extenders::remove, machine.nanoTime());
    extenders.add(extender);
    starting.lock();
    try {
      Thread before = thread;
      if ((before == null || !before.isAlive()) && !closed) {
        Thread started = Threads.platform(machine, "weft-keep-alive", this::run);
        started.start();
        thread = started;
      }
    } finally {
      starting.unlock();
    }
    wake();
    return extender;
  }

  /** Has it look again when each is due: an ack wait may have become shorter. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  /** Ends all extenders. */
  @Override
  public void close() {
    starting.lock();
    try {
      closed = true;
    } finally {
      starting.unlock();
    }
    wake();
  }

  private void run() {
    while (!closed) {
      long wait = IDLE_NANOS;
      for (AckWaitExtender extender : extenders) {
        wait = Math.min(wait, nanosLeft(extender));
      }
      if (wait > 0) {
        machine.parkNanos(this, wait);
      }
    }
  }

  private long nanosLeft(AckWaitExtender extender) {
    try {
      return extender.nanosLeft(machine.nanoTime());
    } catch (Throwable untold) { // no memory to keep what it threw: that ends no other extender
      return AckWaitExtender.AFTER_FAILURE_NANOS;
    }
  }
}
