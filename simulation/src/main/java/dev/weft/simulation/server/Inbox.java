package dev.weft.simulation.server;

import dev.weft.transport.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a client has received and nobody has read, and where its reader waits for whatever happens.
 * Any thread may call any method.
 */
final class Inbox {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final Deque<Delivery> unread = new ArrayDeque<>();
  private int seen; // how many of them, from the head, were there at the last extension
  private long changes;

  /** An empty inbox whose reader waits by the wire's machine. */
  Inbox(Wire wire) {
    this.changed = wire.machine().condition(lock);
  }

  void add(Delivery delivery) {
    lock.lock();
    try {
      unread.add(delivery);
      change();
    } finally {
      lock.unlock();
    }
  }

  /** Has who waits look. */
  void signal() {
    lock.lock();
    try {
      change();
    } finally {
      lock.unlock();
    }
  }

  private void change() {
    changes++;
    changed.signalAll();
  }

  /** Counts what has come, and the signals. */
  long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return unread.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a change after that number of them, for so long at most, or for no reason. */
  @SuppressWarnings("WaitNotInLoop") // the source loops: only it knows its deadline and its end
  void await(long known, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (changes == known) {
        long unused = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes so many at most; does not wait. */
  List<Delivery> take(int most) {
    lock.lock();
    try {
      var taken = new ArrayList<Delivery>();
      while (taken.size() < most && !unread.isEmpty()) {
        taken.add(unread.remove());
      }
      seen = Math.max(0, seen - taken.size());
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** What was here at the last call and is here still; what came since is young. */
  List<Delivery> aged() {
    lock.lock();
    try {
      List<Delivery> aged = unread.stream().limit(seen).toList();
      seen = unread.size();
      return aged;
    } finally {
      lock.unlock();
    }
  }
}
