package dev.weft.jetstream.receive;

import io.nats.client.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes a connection's sources may have asked for together and not read. A server keeps
 * what it cannot write out, and cuts a connection for which it keeps too much: 64 MiB unless its
 * {@code max_pending} says otherwise.
 *
 * <p>Sources to which messages come have equal shares of three quarters; those that wait for
 * messages have the rest, of which each asks for little. What a share was before others came is
 * counted too ({@link ByteClaims}), so that all is never more than the whole. A message that is
 * larger than what a share allows is asked for alone, one at a time over all sources. Any thread
 * may call any method.
 */
public final class ReceiveBudget {

  /** As much as may be asked for unless told otherwise, in a heap that is large enough. */
  private static final long MOST = 24L << 20;

  private static final int PART_OF_HEAP = 8;

  /** What a source asks for at most that waits for messages where none have come lately. */
  private static final long IDLE = 64 << 10;

  private static final int PART_FOR_IDLE = 4;

  /** However many there are, each may ask for this. */
  static final long LEAST = 1 << 10;

  private static final Map<Connection, ReceiveBudget> ofCallers =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final long total;
  private final ByteClaims claims;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition free = lock.newCondition();
  // Both guarded by the lock: the last turn to ask for a large message, and its end at the latest.
  private long turn;
  private long turnEnd = System.nanoTime();

  /** A budget of so many bytes, of which nobody uses any. */
  public ReceiveBudget(long total) {
    this.total = total;
    this.claims = new ByteClaims(total);
  }

  /** The budget that all who use this connection of the caller's share. */
  public static ReceiveBudget of(Connection connection) {
    return ofCallers.computeIfAbsent(connection, one -> new ReceiveBudget(defaultBytes()));
  }

  /** 24 MiB, or an eighth of the heap where that is less. */
  public static long defaultBytes() {
    return Math.min(MOST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** One more source uses it: what it claims, which it closes. */
  ByteClaims.Claim open() {
    open.incrementAndGet();
    return claims.claim();
  }

  /** One of them uses it no more, and has closed its claim. */
  void close() {
    open.decrementAndGet();
  }

  /** How many bytes are asked for. */
  long claimed() {
    return claims.claimed();
  }

  /** What each source may ask for to which messages come. */
  long share() {
    return Math.max(LEAST, (total - total / PART_FOR_IDLE) / Math.max(1, busy.get()));
  }

  /** What each source may ask for that waits for messages. */
  long idleShare() {
    return Math.clamp(total / PART_FOR_IDLE / Math.max(1, open.get()), LEAST, IDLE);
  }

  /** Messages come to one more source. */
  void enter() {
    busy.incrementAndGet();
  }

  /** No more messages come to one of them. */
  void leave() {
    busy.decrementAndGet();
  }

  /**
   * Waits for the turn to ask for a message of any size. A turn that is not given back ends by
   * itself, when the message has surely come.
   *
   * @return the turn's number, for {@link #endTurn}; 0 if it does not come in time
   */
  long awaitTurn(Duration most, Duration length) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    lock.lockInterruptibly();
    try {
      for (long now = System.nanoTime(); ; now = System.nanoTime()) {
        if (turnEnd - now <= 0) {
          turnEnd = now + length.toNanos();
          return ++turn;
        }
        if (deadline - now <= 0) {
          return 0;
        }
        free.awaitNanos(Math.min(deadline, turnEnd) - now);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The message has been read, or does not come. */
  void endTurn(long number) {
    lock.lock();
    try {
      if (number == turn) {
        turnEnd = System.nanoTime();
        free.signal();
      }
    } finally {
      lock.unlock();
    }
  }
}
