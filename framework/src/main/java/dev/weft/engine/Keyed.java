package dev.weft.engine;

import dev.weft.MessageKey;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An actor for each key: the messages of one key one at a time and in the stream's order, those of
 * different keys at once. ADR 0018 says how the order holds.
 *
 * <p>There are never more threads than keys with work; each takes the next mailbox that is ready,
 * handles one message of it, and ends when there is none. A message that is retried keeps its place
 * at the head of its mailbox.
 */
final class Keyed implements Dispatch {

  private static final Logger log = LoggerFactory.getLogger(Keyed.class);

  /**
   * How many messages may wait in mailboxes, so that a key with many does not starve the others.
   */
  private static final int WAITING = 1_000;

  private final String handler;
  private final int concurrency;
  private final MessageKey key;
  private final Gate gate;
  private final Handling handling;
  private final Settler settler;
  private final Housekeeper housekeeper;
  private final Pace pace = new Pace();
  private final AtomicLong number = new AtomicLong();
  private final Set<Work> inWork = ConcurrentHashMap.newKeySet();
  private final Leftovers leftovers;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Both are guarded by the lock.
  private final Mailboxes mailboxes = new Mailboxes();
  private int threads;

  Keyed(
      String handler,
      int concurrency,
      MessageKey key,
      Gate gate,
      Handling handling,
      Settler settler,
      Housekeeper housekeeper,
      Supplier<ConsumerState> state) {
    this.handler = handler;
    this.concurrency = concurrency;
    this.key = key;
    this.gate = gate;
    this.handling = handling;
    this.settler = settler;
    this.housekeeper = housekeeper;
    this.leftovers = new Leftovers(handler, gate, state, this::holding);
  }

  @Override
  public int awaitRoom() throws InterruptedException {
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

  @Override
  public void settleIn(Source source) throws InterruptedException {
    List<Delivery> first = leftovers.take(source);
    if (gate.pass() != Pass.NONE) {
      lock.lock();
      try {
        mailboxes.accept();
      } finally {
        lock.unlock();
      }
    }
    for (Delivery delivery : first) {
      start(delivery);
    }
  }

  @Override
  public boolean start(Delivery delivery) {
    try {
      start(delivery, key.of(delivery.subject(), delivery.headers(), delivery.data()));
    } catch (Exception e) {
      settler.settle(
          delivery, new Outcome.Reject("its key cannot be told: " + e.getMessage(), e), false);
    }
    return true;
  }

  @Override
  public boolean tryOne() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!mailboxes.isReady() && mailboxes.size() > 0 && gate.pass() == Pass.TRIAL) {
        changed.await(); // each waits for its next attempt
      }
      Mailbox first = mailboxes.takeReady();
      if (first != null) {
        startThread(first);
      }
      return first != null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitQuiet() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (threads > 0) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void handBack() {
    List<KeyedDelivery> back;
    lock.lock();
    try {
      back = mailboxes.refuse(); // the rest of a mailbox with a message at work follows that one
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    handBack(back);
  }

  @Override
  public void eachInWork(Consumer<Work> look) {
    inWork.forEach(look);
  }

  @Override
  public void extend() {
    List<KeyedDelivery> all;
    lock.lock();
    try {
      all = mailboxes.all();
    } finally {
      lock.unlock();
    }
    all.forEach(KeyedDelivery::extend);
    leftovers.extend();
  }

  @Override
  public void replace(Work work) {
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

  @Override
  public void interrupt() {
    inWork.forEach(work -> work.thread().interrupt());
  }

  @Override
  public long nanosPerMessage() {
    return (long) (pace.nanos() / concurrency);
  }

  /** How many messages it holds, at work or waiting. */
  int holding() {
    lock.lock();
    try {
      return mailboxes.size();
    } finally {
      lock.unlock();
    }
  }

  private int room() {
    return concurrency + WAITING - mailboxes.size();
  }

  private void start(Delivery delivery, String keyOfIt) {
    switch (enter(delivery, keyOfIt)) {
      case QUEUED -> {}
      case HERE_ALREADY -> log.debug("handler {}: {} came again, and is here", handler, delivery);
      case SETTLED_ALREADY -> {
        log.debug("handler {}: {} came again after it was settled", handler, delivery);
        delivery.settle(Outcome.Ack.INSTANCE);
      }
      case REFUSED -> delivery.settle(KeyedDelivery.HANDED_BACK);
    }
  }

  private Mailboxes.Entry enter(Delivery delivery, String keyOfIt) {
    lock.lock();
    try {
      Mailboxes.Entry entry = mailboxes.add(keyOfIt, delivery);
      startThreads();
      return entry;
    } finally {
      lock.unlock();
    }
  }

  // A thread for each mailbox that is ready; one that is busy takes another when it is done.
  private void startThreads() {
    while (gate.pass() == Pass.ALL && threads < concurrency) {
      Mailbox mailbox = mailboxes.takeReady();
      if (mailbox == null) {
        return;
      }
      startThread(mailbox);
    }
  }

  private void startThread(Mailbox first) {
    threads++;
    Thread.ofVirtual()
        .name("weft-" + handler + "-", number.incrementAndGet())
        .start(() -> work(first));
  }

  private void work(Mailbox first) {
    Mailbox mailbox = first;
    while (mailbox != null && attempt(mailbox.line.element())) {
      mailbox = next();
    }
  }

  private @Nullable Mailbox next() {
    lock.lock();
    try {
      Mailbox mailbox = gate.pass() == Pass.ALL ? mailboxes.takeReady() : null;
      if (mailbox == null) {
        threads--;
        changed.signalAll();
      }
      return mailbox;
    } finally {
      lock.unlock();
    }
  }

  /** One attempt at the first message of a mailbox; false if the thread was given up in it. */
  private boolean attempt(KeyedDelivery delivery) {
    Thread.interrupted(); // the handler may have left it behind at another message
    delivery.nextAttempt();
    var work = new Work(delivery, settler, Thread.currentThread());
    inWork.add(work);
    try {
      handling.run(work);
    } catch (InterruptedException e) {
      log.debug("handler {}: interrupted, and its message handed back", handler);
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
    handBack(back);
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

  // In the stream's order, since that is the order they will come again in.
  private static void handBack(List<KeyedDelivery> deliveries) {
    deliveries.stream()
        .sorted(Comparator.comparingLong(KeyedDelivery::sequence))
        .forEach(KeyedDelivery::handBack);
  }
}
