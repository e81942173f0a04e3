package dev.weft.engine.source;

import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes of the messages that a process's workers hold: received, and not settled. While they
 * hold as much as they may together, none takes another message, save one that holds none.
 *
 * <p>Small messages are not counted: each costs less than the thread that handles it, and counting
 * costs as well. Any thread may call any method.
 */
public final class MessageMemory {

  /** Messages of up to this are not counted. */
  static final int SMALL = 8 << 10;

  // Once decoded, a message takes several times its bytes.
  private static final int PART_OF_HEAP = 8;

  private static final MessageMemory OF_PROCESS = new MessageMemory(defaultBytes());

  private final long most;
  private final AtomicLong held = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Condition> waiters = new ArrayList<>(); // guarded by the lock
  private final AtomicInteger waiting = new AtomicInteger();

  /** Memory for so many bytes of messages. */
  public MessageMemory(long most) {
    this.most = most;
  }

  /** The one memory, of {@link #defaultBytes}, of whoever has none of its own. */
  public static MessageMemory ofProcess() {
    return OF_PROCESS;
  }

  /** An eighth of the heap. */
  public static long defaultBytes() {
    return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
  }

  /**
   * What one worker holds of it, nothing so far.
   *
   * @param machine the one that the worker runs on
   */
  public Share share(Machine machine) {
    return new Share(machine);
  }

  /** How many threads wait for some. */
  int waiting() {
    return waiting.get();
  }

  /** How much is held. */
  public long held() {
    return held.get();
  }

  /** What one worker holds. */
  public final class Share {

    private final Machine machine;
    private final Condition freed; // by the time of the worker's machine
    private final AtomicLong mine = new AtomicLong();

    private Share(Machine machine) {
      this.machine = machine;
      this.freed = machine.condition(lock);
    }

    /** Another share of the same memory, of which nothing is held so far. */
    public Share another() {
      return share(machine);
    }

    /** How many bytes may still be held, over all workers. */
    long left() {
      return most - held.get();
    }

    /** Whether its worker may take another message. */
    boolean isRoom() {
      return mine.get() == 0 || held.get() < most;
    }

    /** Waits until {@link #isRoom}; false if it does not come to that in time. */
    public boolean awaitRoom(Duration longest) throws InterruptedException {
      if (isRoom()) {
        return true;
      }
      long left = longest.toNanos();
      waiting.incrementAndGet(); // before it looks: whoever frees some looks at this after that
      try {
        return awaitFreed(left);
      } finally {
        waiting.decrementAndGet(); // after an interrupt too
      }
    }

    private boolean awaitFreed(long nanos) throws InterruptedException {
      long left = nanos;
      lock.lockInterruptibly();
      try {
        waiters.add(freed);
        while (!isRoom() && left > 0) {
          left = freed.awaitNanos(left);
        }
        return isRoom();
      } finally {
        waiters.remove(freed);
        lock.unlock();
      }
    }

    /** The source, whose messages count here until they are settled. */
    public Source meter(Source source) {
      return meter(source, this);
    }

    /**
     * The source, whose messages count here until they are {@linkplain Delivery#handedOver handed
     * over}, and then in another share of the same memory.
     */
    public Source meter(Source source, Share next) {
      return new MeteredSource(source, this, next);
    }

    /** The delivery, counted if it is large. */
    Delivery hold(Delivery delivery, Share next) {
      long size = delivery.size();
      if (size <= SMALL) {
        return delivery;
      }
      mine.addAndGet(size);
      held.addAndGet(size);
      return new MeteredDelivery(delivery, size, this, next);
    }

    /** So much counts here from now on; it is held as before. */
    void takeFrom(Share other, long size) {
      mine.addAndGet(size);
      other.mine.addAndGet(-size);
      wakeWaiting(); // the other may hold nothing now
    }

    /** So much is held no longer. */
    void release(long size) {
      mine.addAndGet(-size);
      held.addAndGet(-size);
      wakeWaiting();
    }

    private void wakeWaiting() {
      if (waiting.get() > 0) {
        lock.lock();
        try {
          waiters.forEach(Condition::signalAll);
        } finally {
          lock.unlock();
        }
      }
    }
  }
}
