package dev.weft.engine;

import dev.weft.transport.Delivery;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A virtual thread for each message, and a slot for each of them; no order among them. */
final class Concurrent implements Dispatch {

  private static final Logger log = LoggerFactory.getLogger(Concurrent.class);

  private final String handler;
  private final int concurrency;
  private final Handling handling;
  private final Settler settler;
  private final Semaphore slots;
  private final Set<Work> inWork = ConcurrentHashMap.newKeySet();
  private final Pace pace = new Pace();
  private final AtomicLong number = new AtomicLong();

  Concurrent(String handler, int concurrency, Handling handling, Settler settler) {
    this.handler = handler;
    this.concurrency = concurrency;
    this.handling = handling;
    this.settler = settler;
    this.slots = new Semaphore(concurrency);
  }

  @Override
  public int awaitRoom() throws InterruptedException {
    slots.acquire();
    slots.release();
    return Math.max(1, slots.availablePermits()); // only the asking thread takes any
  }

  @Override
  public boolean start(Delivery delivery) throws InterruptedException {
    slots.acquire();
    var task = new Task(delivery);
    inWork.add(task.work);
    task.work.thread().start();
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
  public void replace(Work work) {
    leave(work);
  }

  @Override
  public void interrupt() {
    inWork.forEach(work -> work.thread().interrupt());
  }

  @Override
  public long nanosPerMessage() {
    return (long) (pace.nanos() / concurrency);
  }

  private void leave(Work work) {
    inWork.remove(work);
    slots.release();
  }

  /** One message on its way, on a thread of its own. */
  private final class Task implements Runnable {

    private final Work work;

    Task(Delivery delivery) {
      Thread thread =
          Thread.ofVirtual()
              .name("weft-" + handler + "-", number.incrementAndGet())
              .unstarted(this);
      this.work = new Work(delivery, settler, thread);
    }

    @Override
    public void run() {
      try {
        handling.run(work);
      } catch (InterruptedException e) {
        log.debug("handler {}: interrupted, and its message handed back", handler);
      } finally {
        pace.add(work.age().toNanos());
        if (work.end()) {
          leave(work);
        }
      }
    }
  }
}
