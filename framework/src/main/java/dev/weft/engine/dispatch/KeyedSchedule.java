package dev.weft.engine.dispatch;

import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which message of a keyed worker is handled next: the mailboxes and the count of the threads that
 * serve them, under one lock. While a mailbox is ready and a slot is free, a thread is on its way.
 *
 * <p>Any thread may call any method. What is handed back or logged is so after the lock was let go.
 */
final class KeyedSchedule {

  /**
   * How many messages may wait in mailboxes, so that a key with many does not starve the others.
   */
  private static final int WAITING = 1_000;

  /** With so much room more is taken, though not all that is here has begun. */
  private static final int BULK = WAITING / 4;

  private final Machine machine;
  private final Gate gate;
  private final int most;
  private final Runnable serve;
  private final AttemptPauses pauses;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  // Both are guarded by the lock.
  private final Mailboxes mailboxes = new Mailboxes();
  private final KeyedThreads threads;

  /**
   * Nothing to handle.
   *
   * @param gate asked before each message
   * @param housekeeper says when the pause before another attempt is over
   * @param serve what a thread does: it begins with {@link #first}
   */
  KeyedSchedule(Slots slots, Gate gate, Housekeeper housekeeper, Runnable serve) {
    this.machine = gate.machine();
    this.gate = gate;
    this.changed = machine.condition(lock);
    this.most = slots.concurrency() + WAITING;
    this.serve = serve;
    this.threads = new KeyedThreads(new SlotThreads(machine, slots.handler()), slots.concurrency());
    this.pauses = new AttemptPauses(slots.handler(), housekeeper, this::due, this::handBack);
  }

  /** Waits until it is worth taking more; returns how many there is room for. */
  int awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      startThread(); // what a pause has kept waiting goes on
      while (!isWorthTaking() && gate.pass() == Admission.ALL) {
        changed.await(Dispatch.LOOK.toNanos(), TimeUnit.NANOSECONDS);
        startThread(); // for which none could be started before, say
        if (threads.hasFailure()) {
          break; // to have it logged
        }
      }
      return Math.max(0, room());
    } finally {
      unlock();
    }
  }

  /** Puts a delivery into its key's mailbox, unless the answer says otherwise. */
  Mailboxes.Entry add(String key, Delivery delivery) {
    lock.lock();
    try {
      Mailboxes.Entry entry = mailboxes.add(key, delivery);
      startThread();
      return entry;
    } finally {
      unlock();
    }
  }

  /** As {@link Mailboxes#copyOf}. */
  Mailboxes.@Nullable Entry copyOf(Delivery delivery) {
    lock.lock();
    try {
      return mailboxes.copyOf(delivery);
    } finally {
      lock.unlock();
    }
  }

  /** As {@link Dispatch#tryOne}; {@code task} handles the message, on a thread of its own. */
  boolean tryOne(Consumer<KeyedDelivery> task) throws InterruptedException {
    List<KeyedDelivery> back = List.of();
    KeyedDelivery first;
    lock.lockInterruptibly();
    try {
      while (!mailboxes.isReady() && mailboxes.size() > 0 && gate.pass() == Admission.TRIAL) {
        changed.await(); // each waits for its next attempt
      }
      KeyedDelivery taken = mailboxes.takeReady();
      first = taken;
      if (taken != null && !threads.start(() -> task.accept(taken))) {
        back = mailboxes.putBack(taken.mailbox());
      }
    } finally {
      unlock();
    }
    Keyed.handBack(back);
    return first != null;
  }

  /** Waits until no thread serves any more. */
  void awaitQuiet() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!threads.isNone()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** As {@link KeyedExecutor#refuse}. */
  List<KeyedDelivery> refuse() {
    lock.lock();
    try {
      List<KeyedDelivery> back = gate.pass() == Admission.NONE ? mailboxes.refuse() : List.of();
      changed.signalAll();
      return back;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link KeyedExecutor#accept}. */
  void accept(Duration ackWait) {
    lock.lock();
    try {
      mailboxes.ackWait(ackWait);
      if (gate.pass() != Admission.NONE) {
        mailboxes.accept();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What a thread that was started begins with; null if nothing is left for it. */
  @Nullable KeyedDelivery first() {
    lock.lock();
    try {
      threads.arrived();
      return nextOrEnd();
    } finally {
      unlock();
    }
  }

  /** An attempt has ended; returns what its thread goes on with, null if it ends. */
  @Nullable KeyedDelivery finished(KeyedDelivery delivery) {
    return finish(delivery, true);
  }

  /** The thread of an attempt was abandoned; its mailbox and its slot go on without it. */
  void abandoned(KeyedDelivery delivery) {
    finish(delivery, false);
  }

  private @Nullable KeyedDelivery finish(KeyedDelivery delivery, boolean goesOn) {
    Mailbox mailbox = delivery.mailbox();
    Duration again;
    List<KeyedDelivery> back;
    KeyedDelivery next = null;
    lock.lock();
    try {
      mailboxes.finished(delivery, machine.nanoTime());
      again = delivery.again();
      back = mailboxes.leftIn(mailbox);
      if (goesOn) {
        next = nextOrEnd();
      } else {
        end();
      }
    } finally {
      unlock();
    }
    Keyed.handBack(back);
    if (again != null && !again.isZero()) {
      pauses.begin(again, mailbox);
    }
    return next;
  }

  /** The turn of a message did not come; returns what its thread goes on with, null if it ends. */
  @Nullable KeyedDelivery notBegun(KeyedDelivery delivery) {
    List<KeyedDelivery> back;
    lock.lock();
    try {
      back = mailboxes.putBack(delivery.mailbox());
    } finally {
      lock.unlock();
    }
    Keyed.handBack(back);
    lock.lock();
    try {
      return nextOrEnd();
    } finally {
      unlock();
    }
  }

  /** A thread ends by a fault of Weft's own: neither its slot nor its message may be lost. */
  void lost(@Nullable KeyedDelivery delivery) {
    lock.lock();
    try {
      threads.ended(); // first: what follows may fail too, and who waits counts the threads
      changed.signalAll();
      if (delivery != null) {
        mailboxes.lost(delivery);
      }
      startThread();
    } finally {
      unlock();
    }
  }

  /** All that is here, in flight or waiting; safe to go through without the lock. */
  Collection<KeyedDelivery> held() {
    return mailboxes.held();
  }

  int holding() {
    return mailboxes.size();
  }

  private void due(Mailbox mailbox) {
    lock.lock();
    try {
      mailboxes.due(mailbox);
      startThread();
      changed.signalAll();
    } finally {
      unlock();
    }
  }

  private void handBack(Mailbox mailbox) {
    List<KeyedDelivery> back;
    lock.lock();
    try {
      back = mailboxes.emptyWaiting(mailbox);
      changed.signalAll();
    } finally {
      unlock();
    }
    Keyed.handBack(back);
  }

  private @Nullable KeyedDelivery nextOrEnd() {
    KeyedDelivery next = gate.pass() == Admission.ALL ? mailboxes.takeReady() : null;
    if (next == null) {
      threads.ended();
      changed.signalAll();
    } else {
      startThread();
      if (isWorthTaking()) {
        changed.signalAll();
      }
    }
    return next;
  }

  private void end() {
    threads.ended();
    startThread();
    changed.signalAll();
  }

  private void startThread() {
    if (mailboxes.isReady() && gate.pass() == Admission.ALL) {
      threads.startNext(serve);
    }
  }

  // Or else each message that ends would wake the taking thread. Where none is ready, any room is.
  private boolean isWorthTaking() {
    return room() >= BULK || (room() > 0 && !mailboxes.isReady());
  }

  private int room() {
    return most - mailboxes.size();
  }

  /** Lets go of the lock, and then logs what is not to be logged under it: a logger may block. */
  private void unlock() {
    Failure failure = threads.takeFailure();
    lock.unlock();
    if (failure != null) {
      threads.log(failure);
    }
  }
}
