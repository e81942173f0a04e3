package dev.weft.engine;

import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * different keys at once. ADR 0017 says how the order holds.
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
  private final KeyOf keyOf;
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
  // All that follows is guarded by the lock.
  private final Map<String, Mailbox> mailboxes = new HashMap<>();
  private final Deque<Mailbox> ready = new ArrayDeque<>();
  private final Held held = new Held();
  private final SettledLately settledLately = new SettledLately();
  private int threads;
  private boolean handingBack;

  Keyed(
      String handler,
      int concurrency,
      KeyOf keyOf,
      Gate gate,
      Handling handling,
      Settler settler,
      Housekeeper housekeeper,
      Supplier<ConsumerState> state) {
    this.handler = handler;
    this.concurrency = concurrency;
    this.keyOf = keyOf;
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
    lock.lock();
    try {
      handingBack &= gate.pass() == Pass.NONE;
    } finally {
      lock.unlock();
    }
    for (Delivery delivery : first) {
      start(delivery);
    }
  }

  @Override
  public boolean start(Delivery delivery) {
    String key = keyOf.key(delivery);
    boolean settled = false;
    boolean back = false;
    lock.lock();
    try {
      if (delivery.attempt() > 1 && settledLately.has(delivery)) {
        settled = true;
      } else if (handingBack) {
        back = true;
      } else if (held.add(delivery)) {
        enqueue(key, delivery);
      } else {
        // The server has lost patience; a settlement of the copy that is here counts for both.
        log.debug("handler {}: {} came again while it is held", handler, delivery);
      }
    } finally {
      lock.unlock();
    }
    if (settled) {
      log.debug("handler {}: {} came again after it was settled", handler, delivery);
      delivery.settle(Outcome.Ack.INSTANCE);
    } else if (back) {
      new KeyedDelivery(delivery, new Mailbox(key)).handBack();
    }
    return true;
  }

  @Override
  public boolean tryOne() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (ready.isEmpty() && held.size() > 0 && gate.pass() == Pass.TRIAL) {
        changed.await(); // each waits for its next attempt
      }
      Mailbox first = ready.poll();
      if (first == null) {
        return false;
      }
      first.state = Mailbox.State.AT_WORK;
      startThread(first);
      return true;
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
    var back = new ArrayList<KeyedDelivery>();
    lock.lock();
    try {
      handingBack = true;
      for (Mailbox mailbox : List.copyOf(mailboxes.values())) {
        if (mailbox.state != Mailbox.State.AT_WORK) {
          back.addAll(emptied(mailbox)); // the others are, by their threads
        }
      }
      ready.clear();
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
      all = mailboxes.values().stream().flatMap(mailbox -> mailbox.line.stream()).toList();
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
      return held.size();
    } finally {
      lock.unlock();
    }
  }

  private int room() {
    return concurrency + WAITING - held.size();
  }

  private void enqueue(String key, Delivery delivery) {
    Mailbox mailbox = mailboxes.get(key);
    if (mailbox == null) {
      mailbox = new Mailbox(key);
      mailboxes.put(key, mailbox);
      ready.add(mailbox);
    }
    mailbox.line.add(new KeyedDelivery(delivery, mailbox));
    startThreads();
  }

  // A thread for each mailbox that is ready; one that is busy takes another when it is done.
  private void startThreads() {
    while (gate.pass() == Pass.ALL && threads < concurrency && !ready.isEmpty()) {
      Mailbox mailbox = ready.remove();
      mailbox.state = Mailbox.State.AT_WORK;
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
      Mailbox mailbox = gate.pass() == Pass.ALL ? ready.poll() : null;
      if (mailbox == null) {
        threads--;
        changed.signalAll();
      } else {
        mailbox.state = Mailbox.State.AT_WORK;
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
    List<KeyedDelivery> back = List.of();
    Duration wait = null;
    lock.lock();
    try {
      if (again == null) {
        mailbox.line.remove();
        held.remove(delivery);
        settledLately.add(delivery, System.nanoTime());
      }
      if (handingBack || mailbox.line.isEmpty()) {
        back = emptied(mailbox);
      } else if (again == null || again.isZero()) {
        mailbox.state = Mailbox.State.READY;
        ready.add(mailbox);
      } else {
        mailbox.state = Mailbox.State.WAITING;
        wait = again;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    handBack(back);
    if (wait != null && !housekeeper.after(wait, () -> due(mailbox))) {
      due(mailbox);
    }
  }

  private void due(Mailbox mailbox) {
    lock.lock();
    try {
      if (mailbox.state == Mailbox.State.WAITING && mailboxes.get(mailbox.key) == mailbox) {
        mailbox.state = Mailbox.State.READY;
        ready.add(mailbox);
        startThreads();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private List<KeyedDelivery> emptied(Mailbox mailbox) {
    mailboxes.remove(mailbox.key);
    mailbox.line.forEach(held::remove);
    return List.copyOf(mailbox.line);
  }

  // In the stream's order, since that is the order they will come again in.
  private static void handBack(List<KeyedDelivery> deliveries) {
    deliveries.stream()
        .sorted(Comparator.comparingLong(KeyedDelivery::sequence))
        .forEach(KeyedDelivery::handBack);
  }
}
