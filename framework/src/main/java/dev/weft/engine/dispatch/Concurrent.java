package dev.weft.engine.dispatch;

import dev.weft.engine.HandBack;
import dev.weft.engine.ServiceTime;
import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.source.MessageMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As many messages at once as there are slots, each on a virtual thread; no order among them.
 *
 * <p>A thread that is done takes the next message, if one is ready, and ends otherwise. While one
 * is ready a thread is on its way to it: so all slots are at work when handlers wait, and few
 * threads are made when they do not (ADR 0027).
 */
public final class Concurrent implements Dispatch {

  private static final Logger log = LoggerFactory.getLogger(Concurrent.class);

  private final String handler;
  private final int concurrency;
  private final Gate gate;
  private final Pipeline handling;
  private final Settler settler;
  private final MessageMemory.Share memory;
  private final Semaphore slots;
  private final Queue<Delivery> ready = new ConcurrentLinkedQueue<>(); // each has its slot
  private final AtomicBoolean starting = new AtomicBoolean();
  private final Set<Attempt> inWork = ConcurrentHashMap.newKeySet();
  private final ServiceTime serviceTime = new ServiceTime();
  private final AtomicLong number = new AtomicLong();
  private volatile boolean interrupted;

  /**
   * A dispatch without messages.
   *
   * @param gate asked before each message
   * @param memory nothing is taken while it is full
   */
  public Concurrent(
      String handler,
      int concurrency,
      Gate gate,
      Pipeline handling,
      Settler settler,
      MessageMemory.Share memory) {
    this.handler = handler;
    this.concurrency = concurrency;
    this.gate = gate;
    this.handling = handling;
    this.settler = settler;
    this.memory = memory;
    this.slots = new Semaphore(concurrency);
  }

  @Override
  public int awaitRoom() throws InterruptedException {
    startThread(); // what a pause has kept waiting here
    while (!slots.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
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
      if (slots.tryAcquire(others, LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
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
    try {
      Threads.start(threadName(), () -> serve(first));
    } catch (Throwable thrown) {
      HandBack.all(List.of(first));
      slots.release();
      notStarted(thrown);
    }
    return true;
  }

  @Override
  public void handBack() {
    slots.release(HandBack.drain(ready));
  }

  @Override
  public void eachInWork(Consumer<Attempt> look) {
    inWork.forEach(look);
  }

  @Override
  public void extend(Extensions each) {
    eachInWork(attempt -> each.extend(attempt.delivery()));
    ready.forEach(each::extend);
  }

  @Override
  public void replace(Attempt attempt) {
    leave(attempt);
  }

  @Override
  public void interrupt() {
    interrupted = true;
    inWork.forEach(attempt -> attempt.thread().interrupt());
  }

  @Override
  public long nanosPerMessage() {
    return (long) (serviceTime.nanos() / concurrency);
  }

  // One at a time is on its way: others would often find nothing when they get there.
  private void startThread() {
    if (!ready.isEmpty() && gate.pass() == Admission.ALL && starting.compareAndSet(false, true)) {
      try {
        Threads.start(threadName(), this::serve);
      } catch (Throwable thrown) { // no memory for it, say: the next look tries again
        starting.set(false);
        notStarted(thrown);
      }
    }
  }

  // What its thread has taken already must not be lost because a logger throws.
  private void notStarted(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    UserCode.run(() -> log.error("handler {}: no thread could be started: {}", handler, failure));
  }

  private String threadName() {
    return "weft-" + handler + "-" + number.incrementAndGet();
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

  /** Returns false if its thread was given up, and another one has its slot. */
  private boolean handle(Delivery delivery) {
    boolean mine = true;
    Attempt attempt = begun(delivery);
    try {
      handling.run(attempt);
    } finally {
      serviceTime.add(attempt.age().toNanos());
      mine = attempt.end();
      if (mine) {
        leave(attempt);
      }
    }
    return mine;
  }

  private Attempt begun(Delivery delivery) {
    boolean begun = false;
    try {
      var attempt = new Attempt(delivery, settler, Thread.currentThread());
      inWork.add(attempt);
      if (interrupted) { // since it was taken
        attempt.thread().interrupt();
      }
      begun = true;
      return attempt;
    } finally {
      if (!begun) { // no memory for it, say: neither its slot nor its message may be lost
        slots.release();
        HandBack.all(List.of(delivery));
      }
    }
  }

  private void leave(Attempt attempt) {
    inWork.remove(attempt);
    slots.release();
  }
}
