package dev.weft.engine;

import dev.weft.transport.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mailboxes of a worker's keys and the threads that serve them. There are never more threads
 * than keys with work: each takes the next mailbox that is ready, handles the first message of it,
 * and ends when none is ready. A message that is retried keeps its place at the head.
 *
 * <p>Any thread may call any method.
 */
final class Actors {

  private static final Logger log = LoggerFactory.getLogger(Actors.class);

  /**
   * How many messages may wait in mailboxes, so that a key with many does not starve the others.
   */
  private static final int WAITING = 1_000;

  private final WorkerSpec<?> spec;
  private final Gate gate;
  private final Handling handling;
  private final Settler settler;
  private final Housekeeper housekeeper;
  private final Pace pace = new Pace();
  private final AtomicLong number = new AtomicLong();
  private final Set<Work> inWork = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Both are guarded by the lock.
  private final Mailboxes mailboxes = new Mailboxes();
  private int threads;

  /**
   * Nobody at work.
   *
   * @param gate asked before each message
   * @param housekeeper says when the wait before another attempt is over
   */
  Actors(
      WorkerSpec<?> spec, Gate gate, Handling handling, Settler settler, Housekeeper housekeeper) {
    this.spec = spec;
    this.gate = gate;
    this.handling = handling;
    this.settler = settler;
    this.housekeeper = housekeeper;
  }

  /** As {@link Dispatch#awaitRoom}. */
  int awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      startThreads(); // what a pause has kept waiting goes on
      while (room() <= 0 && gate.pass() == Pass.ALL) {
        changed.await();
      }
      return Math.max(0, room());
    } finally {
      lock.unlock();
    }
  }

  /** Puts a delivery into its key's mailbox, unless the answer says otherwise. */
  Mailboxes.Entry add(String key, Delivery delivery) {
    lock.lock();
    try {
      Mailboxes.Entry entry = mailboxes.add(key, delivery);
      startThreads();
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link Dispatch#tryOne}. */
  boolean tryOne() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!mailboxes.isReady() && mailboxes.size() > 0 && gate.pass() == Pass.TRIAL) {
        changed.await(); // each waits for its next attempt
      }
      KeyedDelivery first = mailboxes.takeReady();
      if (first != null) {
        startThread(first, Pass.TRIAL);
      }
      return first != null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is at work. */
  void awaitQuiet() throws InterruptedException {
    spec.throttle().wake(); // who waits for a turn looks whether it is still to come
    lock.lockInterruptibly();
    try {
      while (threads > 0) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds nothing more until {@link #accept}; what is behind a message at work is handed back when
   * that has ended.
   *
   * @return what else has not started, for the caller to hand back
   */
  List<KeyedDelivery> refuse() {
    spec.throttle().wake();
    lock.lock();
    try {
      List<KeyedDelivery> back = mailboxes.refuse();
      changed.signalAll();
      return back;
    } finally {
      lock.unlock();
    }
  }

  /** Takes {@link #refuse} back. */
  void accept() {
    lock.lock();
    try {
      mailboxes.accept();
    } finally {
      lock.unlock();
    }
  }

  /** The thread of a work is stuck, and its mailbox goes on without it. */
  void replace(Work work) {
    finished((KeyedDelivery) work.delivery());
    lock.lock();
    try {
      threads--;
      startThreads();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** All that is here, at work or waiting. */
  List<KeyedDelivery> all() {
    lock.lock();
    try {
      return mailboxes.all();
    } finally {
      lock.unlock();
    }
  }

  int holding() {
    lock.lock();
    try {
      return mailboxes.size();
    } finally {
      lock.unlock();
    }
  }

  void eachInWork(Consumer<Work> look) {
    inWork.forEach(look);
  }

  /** As {@link Dispatch#nanosPerMessage}. */
  long nanosPerMessage() {
    return (long) (pace.nanos() / spec.concurrency());
  }

  private int room() {
    return spec.concurrency() + WAITING - mailboxes.size();
  }

  // A thread for each mailbox that is ready; one that is busy takes another when it is done.
  private void startThreads() {
    while (gate.pass() == Pass.ALL && threads < spec.concurrency()) {
      KeyedDelivery next = mailboxes.takeReady();
      if (next == null) {
        return;
      }
      startThread(next, Pass.ALL);
    }
  }

  private void startThread(KeyedDelivery first, Pass pass) {
    threads++;
    Thread.ofVirtual()
        .name("weft-" + spec.name() + "-", number.incrementAndGet())
        .start(() -> work(first, pass));
  }

  private void work(KeyedDelivery first, Pass firstPass) {
    Pass pass = firstPass;
    for (KeyedDelivery delivery = first; delivery != null; delivery = next()) {
      Thread.interrupted(); // the handler may have left it behind at another message
      if (spec.throttle().isOn() && !spec.throttle().awaitTurn(gate, pass)) {
        putBack(delivery.mailbox());
      } else if (!attempt(delivery)) {
        return;
      }
      pass = Pass.ALL;
    }
  }

  /** The turn of its first message did not come. */
  private void putBack(Mailbox mailbox) {
    List<KeyedDelivery> back;
    lock.lock();
    try {
      back = mailboxes.putBack(mailbox);
    } finally {
      lock.unlock();
    }
    Keyed.handBack(back);
  }

  private @Nullable KeyedDelivery next() {
    lock.lock();
    try {
      KeyedDelivery next = gate.pass() == Pass.ALL ? mailboxes.takeReady() : null;
      if (next == null) {
        threads--;
        changed.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** One attempt; false if the thread was given up in it. */
  private boolean attempt(KeyedDelivery delivery) {
    delivery.nextAttempt();
    var work = new Work(delivery, settler, Thread.currentThread());
    inWork.add(work);
    try {
      handling.run(work);
    } catch (InterruptedException e) {
      log.debug("handler {}: interrupted, and its message handed back", spec.name());
    } finally {
      inWork.remove(work);
      pace.add(work.age().toNanos());
      if (!work.isGivenUp()) {
        finished(delivery);
      }
    }
    return !work.isGivenUp();
  }

  private void finished(KeyedDelivery delivery) {
    Mailbox mailbox = delivery.mailbox();
    Duration again = delivery.again();
    List<KeyedDelivery> back;
    lock.lock();
    try {
      mailboxes.finished(delivery, System.nanoTime());
      back = mailboxes.leftIn(mailbox);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Keyed.handBack(back);
    if (again != null && !again.isZero() && !housekeeper.after(again, () -> due(mailbox))) {
      due(mailbox);
    }
  }

  private void due(Mailbox mailbox) {
    lock.lock();
    try {
      mailboxes.due(mailbox);
      startThreads();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
