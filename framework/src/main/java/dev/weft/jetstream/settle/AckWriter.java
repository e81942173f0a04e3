package dev.weft.jetstream.settle;

import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a transport that sends the acknowledgements which waited for others. It is a
 * platform thread: a handled message must not be redelivered because other handlers take all
 * carriers of virtual threads.
 *
 * <p>It is there while there is something to send, and for a while after. Any thread may call any
 * method; none blocks.
 */
public final class AckWriter {

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long longestNanos;
  private final Queue<Acknowledger> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock(); // for the thread's start and end
  private volatile @Nullable Thread thread;
  private volatile boolean resting = true;

  /** Sends each {@link Acknowledger#LONGEST} after the first that waits. */
  public AckWriter() {
    this(Acknowledger.LONGEST);
  }

  /** Sends so long after the first that waits. */
  AckWriter(Duration longest) {
    this.longestNanos = longest.toNanos();
  }

  /**
   * Some wait there, and are to be sent soon. If it throws, since no thread can be started, they
   * are not going to be sent.
   */
  void sendSoon(Acknowledger acknowledger) {
    waiting.add(acknowledger); // before it looks: the thread rests before it looks at this
    if (resting) {
      try {
        wake();
      } catch (Throwable thrown) {
        waiting.remove(acknowledger);
        throw thrown;
      }
    }
  }

  /** Those of which it knows are to be sent now. */
  void sendNow() {
    Thread running = thread;
    if (running != null) {
      LockSupport.unpark(running);
    } else if (!waiting.isEmpty()) {
      wake();
    }
  }

  private void wake() {
    lock.lock();
    try {
      if (thread == null) {
        Thread started = Threads.platform(Machine.real(), "weft-ack-writer", this::run);
        started.start();
        thread = started;
      } else {
        LockSupport.unpark(thread);
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      sendUntilIdle();
    } finally {
      ended();
    }
  }

  private void sendUntilIdle() {
    long idleSince = System.nanoTime();
    do {
      resting = true;
      if (waiting.isEmpty()) {
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
      if (!waiting.isEmpty()) {
        resting = false;
        sendWhileThereAreAny();
        idleSince = System.nanoTime();
      }
    } while (System.nanoTime() - idleSince < IDLE_NANOS || !hasEnded());
  }

  // It rests only when none came for that long: each rest costs whoever comes next a wake-up.
  private void sendWhileThereAreAny() {
    do {
      LockSupport.parkNanos(this, longestNanos);
      sendAll();
    } while (!waiting.isEmpty());
  }

  private void sendAll() {
    for (Acknowledger one = waiting.poll(); one != null; one = waiting.poll()) {
      // It logs what it could not send. An appender that throws must not end this thread.
      UserCode.run(one::sweep);
    }
  }

  /** Ends the thread unless something was added meanwhile; what is added later starts another. */
  private boolean hasEnded() {
    lock.lock();
    try {
      resting = true; // before it looks
      boolean ended = waiting.isEmpty();
      if (ended) {
        thread = null;
      }
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** However it ended, the next that has something to send starts another thread. */
  private void ended() {
    lock.lock();
    try {
      if (thread == Thread.currentThread()) { // or another one has been started
        thread = null;
        resting = true;
      }
    } finally {
      lock.unlock();
    }
  }
}
