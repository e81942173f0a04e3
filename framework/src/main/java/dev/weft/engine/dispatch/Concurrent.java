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

/**
 * As many messages at once as there are slots, each on a virtual thread; no order among them.
 *
 * <p>A thread that is done takes the next message, if one is ready, and ends otherwise. While one
 * is ready a thread is on its way to it: so all slots are in use when handlers wait, and few
 * threads are made when they do not (ADR 0027).
 */
public final class Concurrent implements Dispatch {

  private final int concurrency;
  private final Gate gate;
  private final InFlight inFlight;
  private final MessageMemory.Share memory;
  private final SlotThreads threads;
  private final Semaphore slots;
  private final Queue<Delivery> ready = new ConcurrentLinkedQueue<>(); // each has its slot
  private final AtomicBoolean starting = new AtomicBoolean();

  /**
   * A dispatch without messages.
   *
   * @param gate asked before each message
   * @param inFlight makes several attempts at once
   * @param memory nothing is taken while it is full
   */
  public Concurrent(
      String handler, int concurrency, Gate gate, InFlight inFlight, MessageMemory.Share memory) {
    this.concurrency = concurrency;
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
    return ready.size() + inFlight.count(); // who waits for room or for quiet borrows slots
  }

  @Override
  public int awaitRoom() throws InterruptedException {
    startThread(); // what a pause has kept waiting here
    while (!gate.machine().acquire(slots, 1, LOOK.toNanos())) {
      if (gate.pass() != Admission.ALL) {
        return 0; // what has the slots may wait here
      }
      startThread(); // what has them may all wait here, where no thread could be started
    }
    slots.release();
    return memory.awaitRoom(LOOK)
        ? Math.max(1, slots.availablePermits()) // only the asking thread takes any
        : 0;
  }

  @Override
  public boolean start(Delivery delivery) throws InterruptedException {
    slots.acquire();
    ready.add(delivery);
    startThread();
    return true;
  }

  /** What waits here while the gate is shut has its slots, and is not waited for. */
  @Override
  public void awaitQuiet() throws InterruptedException {
    boolean quiet = false;
    while (!quiet) {
      int others = concurrency - waiting();
      if (gate.machine().acquire(slots, others, LOOK.toNanos())) {
        quiet = others >= concurrency - waiting(); // or else one has just begun
        slots.release(others);
      }
    }
  }

  /** How many have a slot and do not begin; while the gate is open all that are ready do. */
  private int waiting() {
    return gate.pass() == Admission.ALL ? 0 : ready.size();
  }

  @Override
  public boolean tryOne() {
    Delivery first = ready.poll();
    if (first == null) {
      return false;
    }
    Failure failure = threads.start(() -> serve(first));
    if (failure != null) {
      HandBack.all(List.of(first));
      slots.release();
      threads.logNotStarted(failure);
    }
    return true;
  }

  @Override
  public void handBack() {
    slots.release(HandBack.drain(ready));
  }

  @Override
  public void extend(Extensions each) {
    eachActive(attempt -> each.extend(attempt.delivery()));
    ready.forEach(each::extend);
  }

  @Override
  public void replace(Attempt attempt) {
    inFlight.remove(attempt);
    slots.release();
  }

  @Override
  public void interrupt() {
    inFlight.interrupt();
  }

  @Override
  public long nanosPerMessage() {
    return (long) (inFlight.serviceNanos() / concurrency);
  }

  // One at a time is on its way: others would often find nothing when they get there.
  private void startThread() {
    if (!ready.isEmpty() && gate.pass() == Admission.ALL && starting.compareAndSet(false, true)) {
      Failure failure = threads.start(this::serve);
      if (failure != null) { // the next look tries again
        starting.set(false);
        threads.logNotStarted(failure);
      }
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
    boolean mine = true;
    while (mine && gate.pass() == Admission.ALL) {
      Delivery delivery = ready.poll();
      if (delivery == null) {
        return;
      }
      startThread();
      mine = handle(delivery);
    }
  }

  /** Returns false if its thread was abandoned, and another one has its slot. */
  private boolean handle(Delivery delivery) {
    boolean mine = inFlight.run(delivery);
    if (mine) {
      slots.release();
    }
    return mine;
  }
}
