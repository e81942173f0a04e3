package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
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
  private final Condition freed = lock.newCondition();
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

  /** What one worker holds of it, nothing so far. */
  Share share() {
    return new Share();
  }

  /** How much is held. */
  long held() {
    return held.get();
  }

  /** What one worker holds. */
  final class Share {

    private final AtomicLong mine = new AtomicLong();

    private Share() {}

    /** How many bytes may still be held, over all workers. */
    long left() {
      return most - held.get();
    }

    /** Whether its worker may take another message. */
    boolean isRoom() {
      return mine.get() == 0 || held.get() < most;
    }

    /** Waits until {@link #isRoom}; false if it does not come to that in time. */
    boolean awaitRoom(Duration longest) throws InterruptedException {
      if (isRoom()) {
        return true;
      }
      long left = longest.toNanos();
      waiting.incrementAndGet(); // before it looks: whoever frees some looks at this after that
      lock.lockInterruptibly();
      try {
        while (!isRoom() && left > 0) {
          left = freed.awaitNanos(left);
        }
        return isRoom();
      } finally {
        lock.unlock();
        waiting.decrementAndGet();
      }
    }

    /** The source, whose messages are counted until they are settled. */
    Source meter(Source source) {
      return new MeteredSource(source, this);
    }

    /** The delivery, counted if it is large. */
    Delivery hold(Delivery delivery) {
      long size = delivery.size();
      if (size <= SMALL) {
        return delivery;
      }
      mine.addAndGet(size);
      held.addAndGet(size);
      return new HeldDelivery(delivery, () -> release(size));
    }

    private void release(long size) {
      mine.addAndGet(-size);
      held.addAndGet(-size);
      if (waiting.get() > 0) {
        lock.lock();
        try {
          freed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }
  }
}
