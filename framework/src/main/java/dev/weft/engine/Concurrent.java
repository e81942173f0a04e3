package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
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
final class Concurrent implements Dispatch {

  private static final Logger log = LoggerFactory.getLogger(Concurrent.class);

  private final String handler;
  private final int concurrency;
  private final Handling handling;
  private final Settler settler;
  private final MessageMemory.Share memory;
  private final Semaphore slots;
  private final Queue<Delivery> ready = new ConcurrentLinkedQueue<>(); // each has its slot
  private final AtomicBoolean starting = new AtomicBoolean();
  private final Set<Work> inWork = ConcurrentHashMap.newKeySet();
  private final Pace pace = new Pace();
  private final AtomicLong number = new AtomicLong();
  private volatile boolean interrupted;

  Concurrent(
      String handler,
      int concurrency,
      Handling handling,
      Settler settler,
      MessageMemory.Share memory) {
    this.handler = handler;
    this.concurrency = concurrency;
    this.handling = handling;
    this.settler = settler;
    this.memory = memory;
    this.slots = new Semaphore(concurrency);
  }

  @Override
  public int awaitRoom() throws InterruptedException {
    startThread(); // what waits here because no thread could be started for it
    slots.acquire();
    slots.release();
    return memory.awaitRoom(Dispatch.LOOK)
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

  @Override
  public void awaitQuiet() throws InterruptedException {
    slots.acquire(concurrency);
    slots.release(concurrency);
  }

  @Override
  public void eachInWork(Consumer<Work> look) {
    inWork.forEach(look);
  }

  @Override
  public void extend(Extensions each) {
    eachInWork(work -> each.extend(work.delivery()));
    ready.forEach(each::extend);
  }

  @Override
  public void replace(Work work) {
    leave(work);
  }

  @Override
  public void interrupt() {
    interrupted = true;
    inWork.forEach(work -> work.thread().interrupt());
    for (Delivery unstarted = ready.poll(); unstarted != null; unstarted = ready.poll()) {
      try {
        unstarted.settle(Outcome.Retry.HANDED_BACK);
      } catch (Throwable thrown) { // the others are to go back all the same
        log.warn(
            "handler {}: {} was not handed back, and comes again after its ack wait: {}",
            handler,
            unstarted,
            Failure.of(thrown));
      } finally {
        slots.release();
      }
    }
  }

  @Override
  public long nanosPerMessage() {
    return (long) (pace.nanos() / concurrency);
  }

  // One at a time is on its way: others would often find nothing when they get there.
  private void startThread() {
    if (!ready.isEmpty() && starting.compareAndSet(false, true)) {
      try {
        Threads.start("weft-" + handler + "-" + number.incrementAndGet(), this::serve);
      } catch (Throwable thrown) { // no memory for it, say: the next look tries again
        starting.set(false);
        log.error("handler {}: no thread could be started: {}", handler, Failure.of(thrown));
      }
    }
  }

  private void serve() {
    starting.set(false); // before it looks: whoever adds looks at this after that
    boolean mine = true;
    while (mine) {
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
    var work = new Work(delivery, settler, Thread.currentThread());
    inWork.add(work);
    if (interrupted) { // since it was taken
      work.thread().interrupt();
    }
    boolean mine = true;
    try {
      handling.run(work);
    } finally {
      pace.add(work.age().toNanos());
      mine = work.end();
      if (mine) {
        leave(work);
      }
    }
    return mine;
  }

  private void leave(Work work) {
    inWork.remove(work);
    slots.release();
  }
}
