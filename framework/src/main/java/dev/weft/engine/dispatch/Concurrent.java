package dev.weft.engine.dispatch;

import dev.weft.engine.HandBack;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.InFlight;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.source.MessageMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * As many messages at once as there are slots, each on a virtual thread; no order among them.
 *
 * <p>A thread has a slot from its start to its end. One that is done with a message takes the next,
 * if one is ready, and ends otherwise. While one is ready and a slot is free, a thread is on its
 * way to it: so all slots are in use when handlers wait, and few threads are made when they do not
 * (ADR 0027). Where they are in use, a few messages more are ready than there are slots: or each
 * thread would have to wait for the worker's loop (ADR 0048).
 */
public final class Concurrent implements Dispatch {

  /** So much work may be ready ahead of the slots. */
  private static final double AHEAD_NANOS = 1e6;

  private static final int MOST_AHEAD = 256;

  private final int concurrency;
  private final boolean receivesAhead;
  private final Gate gate;
  private final InFlight inFlight;
  private final MessageMemory.Share memory;
  private final SlotThreads threads;
  private final Semaphore slots; // each thread has one
  private final Queue<Delivery> ready = new ConcurrentLinkedQueue<>();
  private final AtomicInteger held = new AtomicInteger(); // ready, or at work
  private final AtomicBoolean starting = new AtomicBoolean();
  private volatile @Nullable Thread taker; // waits for room

  /**
   * A dispatch without messages.
   *
   * @param receivesAhead whether more may be taken than can start now
   * @param gate asked before each message
   * @param inFlight makes several attempts at once
   * @param memory nothing is taken while it is full
   */
  public Concurrent(
      String handler,
      int concurrency,
      boolean receivesAhead,
      Gate gate,
      InFlight inFlight,
      MessageMemory.Share memory) {
    this.concurrency = concurrency;
    this.receivesAhead = receivesAhead;
    this.gate = gate;
    this.inFlight = inFlight;
    this.memory = memory;
    this.threads = new SlotThreads(gate.machine(), handler);
    this.slots = new Semaphore(concurrency);
  }

  @Override
  public InFlight inFlight() {
    return inFlight;
  }

  @Override
  public boolean isOrdered() {
    return false;
  }

  @Override
  public int holding() {
    return held.get();
  }

  @Override
  public int awaitRoom() throws InterruptedException {
    startThread(); // what a pause has kept waiting here
    while (!hasRoom()) {
      awaitFreed();
      if (gate.pass() != Admission.ALL) {
        return 0; // what is held may wait here
      }
      startThread(); // or all of it may wait here, where no thread could be started
    }
    return memory.awaitRoom(LOOK) ? Math.max(1, room(ahead())) : 0;
  }

  private void awaitFreed() throws InterruptedException {
    taker = Thread.currentThread(); // before it looks: who frees some looks at this after that
    try {
      if (!hasRoom()) {
        gate.machine().parkNanos(this, LOOK.toNanos());
      }
    } finally {
      taker = null;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  // For several at a time, where they are many: each time costs the loop a turn.
  private boolean hasRoom() {
    int ahead = ahead();
    return room(ahead) > ahead / 2;
  }

  private int room(int ahead) {
    return concurrency + ahead - held.get();
  }

  private int ahead() {
    return receivesAhead
        ? (int) Math.min(MOST_AHEAD, AHEAD_NANOS / Math.max(nanosPerMessage(), 1))
        : 0;
  }

  @Override
  public boolean start(Delivery delivery) {
    held.incrementAndGet();
    ready.add(delivery);
    startThread();
    return true;
  }

  /** What waits here while the gate is shut is not waited for. */
  @Override
  public void awaitQuiet() throws InterruptedException {
    boolean quiet = false;
    while (!quiet) {
      if (gate.machine().acquire(slots, concurrency, LOOK.toNanos())) {
        quiet = ready.isEmpty() || gate.pass() != Admission.ALL;
        slots.release(concurrency);
      }
      startThread();
    }
  }

  @Override
  public boolean tryOne() throws InterruptedException {
    if (ready.isEmpty()) {
      return false;
    }
    slots.acquire();
    Delivery first = ready.poll();
    if (first == null) {
      slots.release();
      return false;
    }
    Failure failure = threads.start(() -> serve(first));
    if (failure != null) {
      HandBack.all(List.of(first));
      slots.release();
      freed(1);
      threads.logNotStarted(failure);
    }
    return true;
  }

  @Override
  public void handBack() {
    freed(HandBack.drain(ready));
  }

  @Override
  public void extend(Extensions each) {
    eachActive(attempt -> each.extend(attempt.delivery()));
    ready.forEach(each::extend);
  }

  @Override
  public void replace(Attempt attempt) {
    inFlight.remove(attempt);
    freed(1);
    releaseSlot();
  }

  @Override
  public void interrupt() {
    inFlight.interrupt();
  }

  @Override
  public long nanosPerMessage() {
    return (long) (inFlight.serviceNanos() / concurrency);
  }

  // One at a time is on its way: others would often find nothing when they get there. Who fails to
  // get the slot looks again, since who freed one meanwhile has left it to this thread.
  private void startThread() {
    while (!ready.isEmpty()
        && gate.pass() == Admission.ALL
        && slots.availablePermits() > 0
        && starting.compareAndSet(false, true)) {
      if (slots.tryAcquire()) {
        startThreadWithSlot();
        return;
      }
      starting.set(false);
    }
  }

  private void startThreadWithSlot() {
    Failure failure = threads.start(this::serve);
    if (failure != null) { // the next look tries again
      slots.release();
      starting.set(false);
      threads.logNotStarted(failure);
    }
  }

  private void serve() {
    starting.set(false); // before it looks: whoever adds looks at this after that
    serveReady();
  }

  private void serve(Delivery first) {
    if (handle(first)) {
      serveReady();
    }
  }

  private void serveReady() {
    while (gate.pass() == Admission.ALL) {
      Delivery delivery = ready.poll();
      if (delivery == null) {
        break;
      }
      startThread();
      if (!handle(delivery)) {
        return;
      }
    }
    releaseSlot();
  }

  /** Returns false if its thread was abandoned, and another one has its slot. */
  private boolean handle(Delivery delivery) {
    boolean mine = inFlight.run(delivery);
    if (mine) {
      freed(1);
    }
    return mine;
  }

  private void freed(int messages) {
    held.addAndGet(-messages);
    Thread one = taker;
    if (one != null && hasRoom()) {
      LockSupport.unpark(one);
    }
  }

  private void releaseSlot() {
    slots.release();
    startThread(); // for what was added while there was none
  }
}
