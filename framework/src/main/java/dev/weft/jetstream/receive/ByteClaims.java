package dev.weft.jetstream.receive;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes that a connection's sources have asked for and not received: never more together than
 * there are to share. A source that finds too few waits, and the one that has waited longest is
 * next.
 *
 * <p>What nobody gives back is free again once the server has ended the pulls that it was for. Any
 * thread may call any method.
 */
final class ByteClaims {

  /** A source that wants more takes what is left, if that is at least this much. */
  private static final long ENOUGH = 64 << 10;

  private final long total;
  private final ReentrantLock lock = new ReentrantLock();
  // All are guarded by the lock.
  private final Set<Claim> held = new HashSet<>();
  private final NavigableSet<Claim> waiting =
      new TreeSet<>(Comparator.comparingLong(claim -> claim.ticket));
  private long claimed;
  private long tickets;
  private long nextEnd = System.nanoTime(); // none of those held ends before

  /** So many bytes, of which nobody has any. */
  ByteClaims(long total) {
    this.total = total;
  }

  /** How many are claimed. */
  long claimed() {
    lock.lock();
    try {
      return claimed;
    } finally {
      lock.unlock();
    }
  }

  /** A claim of one source, of nothing so far. One thread at a time uses it. */
  Claim claim() {
    return new Claim();
  }

  /** What one source has of them. All that it has is guarded by the lock. */
  final class Claim {

    private final Condition turn = lock.newCondition();
    private long bytes;
    private long endsAt;
    private long ticket; // its place among those who wait, until it gets some; 0 if it has none

    private Claim() {}

    /**
     * Takes some more, after it has given back what is not under way any more.
     *
     * @param underWay how many of those that it has are under way still
     * @param wanted how many more are wanted at most
     * @param patience how long to wait for them
     * @param length how long they may be under way
     * @return how many there are; 0 if there are none in time
     */
    long take(long underWay, long wanted, Duration patience, Duration length)
        throws InterruptedException {
      lock.lockInterruptibly();
      try {
        reduceTo(underWay);
        long granted = waiting.isEmpty() ? grant(wanted, length) : 0;
        return granted > 0 ? granted : await(wanted, patience, length);
      } finally {
        lock.unlock();
      }
    }

    /** Gives all back. */
    void close() {
      lock.lock();
      try {
        reduceTo(0);
      } finally {
        lock.unlock();
      }
    }

    private long await(long wanted, Duration patience, Duration length)
        throws InterruptedException {
      long deadline = System.nanoTime() + patience.toNanos();
      if (ticket == 0) {
        ticket = ++tickets;
      }
      waiting.add(this);
      try {
        while (true) {
          boolean isNext = waiting.first() == this;
          long granted = isNext ? grant(wanted, length) : 0;
          long now = System.nanoTime();
          if (granted > 0 || deadline - now <= 0) {
            return granted;
          }
          // Who is not next is woken when it is, and looks at no end of those held: with thousands
          // who do, the one that can make use of it hardly gets the lock.
          long left = isNext ? Math.min(deadline - now, nextEnd - now) : deadline - now;
          turn.awaitNanos(Math.max(1, left));
        }
      } finally {
        waiting.remove(this);
        wakeFirst();
      }
    }

    private long grant(long wanted, Duration length) {
      long now = System.nanoTime();
      long enough = Math.min(wanted, ENOUGH);
      if (total - claimed < enough && nextEnd - now <= 0) {
        endOverdue(now);
      }
      long granted = Math.min(wanted, total - claimed);
      if (granted < enough) {
        return 0;
      }
      bytes += granted;
      claimed += granted;
      endsAt = now + length.toNanos();
      nextEnd = held.isEmpty() || endsAt - nextEnd < 0 ? endsAt : nextEnd;
      ticket = 0;
      held.add(this);
      return granted;
    }

    private void reduceTo(long underWay) {
      if (underWay < bytes) {
        claimed -= bytes - underWay;
        bytes = underWay;
        wakeFirst();
      }
      if (bytes == 0) {
        held.remove(this);
      }
    }
  }

  private void endOverdue(long now) {
    held.removeIf(
        claim -> {
          boolean over = claim.endsAt - now <= 0;
          if (over) {
            claimed -= claim.bytes;
            claim.bytes = 0;
          }
          return over;
        });
    nextEnd = now + held.stream().mapToLong(claim -> claim.endsAt - now).min().orElse(0);
  }

  private void wakeFirst() {
    if (!waiting.isEmpty()) {
      waiting.first().turn.signal();
    }
  }
}
