package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
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

  /** What has failed without a verdict on its message is tried again after this. */
  private static final Duration NO_VERDICT = Duration.ofSeconds(10);

  private final String handler;
  private final int concurrency;
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
   * @param concurrency how many messages may be at work at once
   * @param gate asked before each message
   * @param housekeeper says when the wait before another attempt is over
   */
  Actors(
      String handler,
      int concurrency,
      Gate gate,
      Handling handling,
      Settler settler,
      Housekeeper housekeeper) {
    this.handler = handler;
    this.concurrency = concurrency;
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
        startThread(first);
      }
      return first != null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is at work. */
  void awaitQuiet() throws InterruptedException {
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
   * that has ended. Does nothing if the gate is open again: what has come since stays in its order.
   *
   * @return what else has not started, for the caller to hand back
   */
  List<KeyedDelivery> refuse() {
    lock.lock();
    try {
      List<KeyedDelivery> back = gate.pass() == Pass.NONE ? mailboxes.refuse() : List.of();
      changed.signalAll();
      return back;
    } finally {
      lock.unlock();
    }
  }

  /** Takes {@link #refuse} back, unless the gate is shut, for a source with that ack wait. */
  void accept(Duration ackWait) {
    lock.lock();
    try {
      mailboxes.ackWait(ackWait);
      if (gate.pass() != Pass.NONE) {
        mailboxes.accept();
      }
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
    return (long) (pace.nanos() / concurrency);
  }

  private int room() {
    return concurrency + WAITING - mailboxes.size();
  }

  // A thread for each mailbox that is ready; one that is busy takes another when it is done.
  private void startThreads() {
    while (gate.pass() == Pass.ALL && threads < concurrency) {
      KeyedDelivery next = mailboxes.takeReady();
      if (next == null) {
        return;
      }
      startThread(next);
    }
  }

  private void startThread(KeyedDelivery first) {
    threads++;
    Thread.ofVirtual()
        .name("weft-" + handler + "-", number.incrementAndGet())
        .start(() -> work(first));
  }

  private void work(KeyedDelivery first) {
    KeyedDelivery delivery = first;
    while (delivery != null && attempt(delivery)) {
      delivery = next();
    }
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
    Thread.interrupted(); // the handler may have left it behind at another message
    delivery.nextAttempt();
    var work = new Work(delivery, settler, Thread.currentThread());
    inWork.add(work);
    try {
      handling.run(work);
    } catch (InterruptedException e) {
      log.debug("handler {}: interrupted, and its message handed back", handler);
    } catch (RuntimeException | Error e) {
      // An observer's failure, say: its thread's place must not be lost, nor its message forgotten.
      log.error("handler {}: {} has failed without a verdict", handler, delivery.id(), e);
      if (!work.isSettled()) {
        delivery.settle(new Outcome.Retry(NO_VERDICT, "failed without a verdict", e));
      }
    } finally {
      inWork.remove(work);
      pace.add(work.age().toNanos());
    }
    boolean mine = work.end();
    if (mine) {
      finished(delivery);
    }
    return mine;
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
