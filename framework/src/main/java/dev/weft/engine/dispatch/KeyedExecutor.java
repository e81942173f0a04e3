package dev.weft.engine.dispatch;

import dev.weft.StreamPosition;
import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.clock.KeepAlive;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.source.MessageMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mailboxes of a worker's keys and the threads that serve them, never more than keys with work:
 * each takes the next mailbox that is ready, handles the first message of it, and ends when none is
 * ready. A message that is retried keeps its place at the head.
 *
 * <p>Any thread may call any method.
 */
public final class KeyedExecutor {

  private static final Logger log = LoggerFactory.getLogger(KeyedExecutor.class);

  /**
   * How many messages may wait in mailboxes, so that a key with many does not starve the others.
   */
  private static final int WAITING = 1_000;

  /** With so much room more is taken, though not all that is here has begun. */
  private static final int BULK = WAITING / 4;

  private final Slots slots;
  private final Gate gate;
  private final KeyedAttempts attempts;
  private final Housekeeper housekeeper;
  private final MessageMemory.Share memory;
  private final AtomicLong number = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All are guarded by the lock.
  private final Mailboxes mailboxes = new Mailboxes();
  private int threads;
  private boolean starting;
  private @Nullable Failure notStarted; // why, until it is logged

  /**
   * Nobody at work.
   *
   * @param gate asked before each message
   * @param housekeeper says when the wait before another attempt is over
   * @param memory what is here of it; none is taken while it is full
   */
  public KeyedExecutor(
      Slots slots,
      Gate gate,
      Pipeline handling,
      Settler settler,
      Housekeeper housekeeper,
      MessageMemory.Share memory) {
    this.slots = slots;
    this.gate = gate;
    this.attempts = new KeyedAttempts(handling, settler);
    this.housekeeper = housekeeper;
    this.memory = memory;
  }

  /** As {@link Dispatch#awaitRoom}. */
  public int awaitRoom() throws InterruptedException {
    int room = awaitPlaces();
    return room > 0 && memory.awaitRoom(Dispatch.LOOK) ? room : 0;
  }

  private int awaitPlaces() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      startThread(); // what a pause has kept waiting goes on
      while (!isWorthTaking() && gate.pass() == Admission.ALL) {
        changed.await(Dispatch.LOOK.toNanos(), TimeUnit.NANOSECONDS);
        startThread(); // for which none could be started before, say
        if (notStarted != null) {
          break; // to have it logged
        }
      }
      return Math.max(0, room());
    } finally {
      unlock();
    }
  }

  /** Puts a delivery into its key's mailbox, unless the answer says otherwise. */
  public Mailboxes.Entry add(String key, Delivery delivery) {
    lock.lock();
    try {
      Mailboxes.Entry entry = mailboxes.add(key, delivery);
      startThread();
      return entry;
    } finally {
      unlock();
    }
  }

  /** As {@link Dispatch#tryOne}. */
  boolean tryOne() throws InterruptedException {
    List<KeyedDelivery> back = List.of();
    KeyedDelivery first;
    lock.lockInterruptibly();
    try {
      while (!mailboxes.isReady() && mailboxes.size() > 0 && gate.pass() == Admission.TRIAL) {
        changed.await(); // each waits for its next attempt
      }
      KeyedDelivery taken = mailboxes.takeReady();
      first = taken;
      if (taken != null && !startThread(() -> work(taken, Admission.TRIAL))) {
        back = mailboxes.putBack(taken.mailbox());
      }
    } finally {
      unlock();
    }
    Keyed.handBack(back);
    return first != null;
  }

  /** Waits until nothing is at work. */
  public void awaitQuiet() throws InterruptedException {
    slots.throttle().wake(); // who waits for a turn looks whether it is still to come
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
    slots.throttle().wake();
    lock.lock();
    try {
      List<KeyedDelivery> back = gate.pass() == Admission.NONE ? mailboxes.refuse() : List.of();
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
      if (gate.pass() != Admission.NONE) {
        mailboxes.accept();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The thread of an attempt is stuck, and its mailbox goes on without it. */
  void replace(Attempt attempt) {
    finished(
        (KeyedDelivery) attempt.delivery(),
        () -> {
          threads--;
          startThread();
          changed.signalAll();
          return null;
        });
  }

  /** Extends all that is here, at work or waiting. Not under the lock, see {@link KeepAlive}. */
  void extend(Extensions each) {
    mailboxes.held().forEach(each::extend);
  }

  /** Where the stream keeps what is here and not settled. */
  Set<StreamPosition> unsettled() {
    return mailboxes.held().stream()
        .filter(delivery -> !delivery.isSettled())
        .map(delivery -> delivery.position().orElseThrow())
        .collect(Collectors.toCollection(HashSet::new));
  }

  int holding() {
    lock.lock();
    try {
      return mailboxes.size();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link Dispatch#interrupt}. */
  void interrupt() {
    attempts.interrupt();
  }

  void eachInWork(Consumer<Attempt> look) {
    attempts.each(look);
  }

  /** As {@link Dispatch#nanosPerMessage}. */
  long nanosPerMessage() {
    return (long) (attempts.nanos() / slots.concurrency());
  }

  // Or else each message that ends would wake the taking thread. Where none is ready, any room is.
  private boolean isWorthTaking() {
    return room() >= BULK || (room() > 0 && !mailboxes.isReady());
  }

  private int room() {
    return slots.concurrency() + WAITING - mailboxes.size();
  }

  // While a mailbox is ready, one thread is on its way: others would often come too late.
  private void startThread() {
    boolean isRoom = !starting && threads < slots.concurrency();
    if (isRoom && mailboxes.isReady() && gate.pass() == Admission.ALL) {
      starting = startThread(() -> work(first(), Admission.ALL));
    }
  }

  /** Whether one was started; if not, for want of memory, say, the next look tries again. */
  private boolean startThread(Runnable work) {
    try {
      Threads.start("weft-" + slots.handler() + "-" + number.incrementAndGet(), work);
    } catch (Throwable thrown) {
      notStarted = Failure.of(thrown);
      return false;
    }
    threads++; // under the lock, which the new thread asks for before it ends
    return true;
  }

  /** Lets go of the lock, and then logs what is not to be logged under it: a logger may block. */
  private void unlock() {
    Failure failure = null;
    if (notStarted != null && lock.getHoldCount() == 1) {
      failure = notStarted;
      notStarted = null;
    }
    lock.unlock();
    log(failure);
  }

  private void log(@Nullable Failure failure) {
    if (failure != null) {
      UserCode.run(
          () -> log.error("handler {}: no thread could be started: {}", slots.handler(), failure));
    }
  }

  private void work(@Nullable KeyedDelivery first, Admission firstPass) {
    KeyedDelivery delivery = first;
    boolean over = false;
    try {
      Admission pass = firstPass;
      while (delivery != null) {
        delivery = handle(delivery, pass);
        pass = Admission.ALL;
      }
      over = true;
    } finally {
      if (!over) {
        lost(delivery);
      }
    }
  }

  /** One message's turn on this thread; returns what the thread goes on with, null if nothing. */
  private @Nullable KeyedDelivery handle(KeyedDelivery delivery, Admission pass) {
    if (slots.throttle().isOn() && !slots.throttle().awaitTurn(gate, pass)) {
      putBack(delivery.mailbox());
      return next();
    }
    // If the thread was given up meanwhile, another one goes on.
    return attempts.make(delivery) ? finished(delivery, this::next) : null;
  }

  /** A thread ends by a fault of Weft's own: neither its slot nor its message may be lost. */
  private void lost(@Nullable KeyedDelivery delivery) {
    lock.lock();
    try {
      threads--;
      if (delivery != null) {
        mailboxes.lost(delivery);
      }
      startThread();
      changed.signalAll();
    } finally {
      unlock();
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

  /** What a thread that is there now begins with; null if nothing is left for it. */
  private @Nullable KeyedDelivery first() {
    lock.lock();
    try {
      starting = false;
      return next();
    } finally {
      unlock();
    }
  }

  /** What a thread goes on with that is through with another. */
  private @Nullable KeyedDelivery next() {
    lock.lock();
    try {
      KeyedDelivery next = gate.pass() == Admission.ALL ? mailboxes.takeReady() : null;
      if (next == null) {
        threads--;
        changed.signalAll();
      } else {
        startThread();
        if (isWorthTaking()) {
          changed.signalAll();
        }
      }
      return next;
    } finally {
      unlock();
    }
  }

  /** An attempt has ended; {@code then} tells what to go on with, under the same lock. */
  private @Nullable KeyedDelivery finished(
      KeyedDelivery delivery, Supplier<@Nullable KeyedDelivery> then) {
    Mailbox mailbox = delivery.mailbox();
    Duration again;
    List<KeyedDelivery> back;
    KeyedDelivery result;
    lock.lock();
    try {
      mailboxes.finished(delivery, System.nanoTime());
      again = delivery.again();
      back = mailboxes.leftIn(mailbox);
      result = then.get();
    } finally {
      unlock();
    }
    Keyed.handBack(back);
    if (again != null && !again.isZero()) {
      makeDueAfter(again, mailbox);
    }
    return result;
  }

  /** Never throws: the thread's slot and the mailbox are another's by now. */
  private void makeDueAfter(Duration pause, Mailbox mailbox) {
    boolean closed = false;
    try {
      closed = !housekeeper.after(pause, () -> due(mailbox));
    } catch (Throwable thrown) {
      Failure failure = Failure.of(thrown);
      UserCode.run( // a logger's appender may throw too
          () -> log.warn("handler {}: a retry does not wait: {}", slots.handler(), failure));
      due(mailbox);
    }
    if (closed) { // tried again at once, it would be tried without a pause and without end
      handBack(mailbox);
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
}
