package dev.weft.engine;

import dev.weft.transport.Delivery;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One message at a time, on the worker's own thread: the handler is an actor. */
final class Serial implements Dispatch {

  private final Handling handling;
  private final Settler settler;
  private final Runnable replace;
  private final Pace pace = new Pace();
  private final AtomicReference<@Nullable Work> current = new AtomicReference<>();

  /**
   * A dispatch that hands nothing over.
   *
   * @param replace puts another thread in the place of one that is stuck
   */
  Serial(Handling handling, Settler settler, Runnable replace) {
    this.handling = handling;
    this.settler = settler;
    this.replace = replace;
  }

  @Override
  public int awaitRoom() {
    return 1;
  }

  @Override
  public boolean start(Delivery delivery) {
    var work = new Work(delivery, settler, Thread.currentThread());
    current.set(work);
    try {
      handling.run(work);
      return work.end();
    } finally {
      current.compareAndSet(work, null); // a substitute may have one of its own by now
      pace.add(work.age().toNanos());
    }
  }

  @Override
  public boolean isOneAtATime() {
    return true;
  }

  @Override
  public void awaitQuiet() {
    // The thread that asks is the one that works.
  }

  @Override
  public void eachInWork(Consumer<Work> look) {
    Work work = current.get();
    if (work != null) {
      look.accept(work);
    }
  }

  @Override
  public void extend(Extensions each) {
    // What is at work is still in the hand of the loop, which has started it.
  }

  @Override
  public void replace(Work work) {
    replace.run();
  }

  @Override
  public void interrupt() {
    // Whoever interrupts the worker's thread has interrupted its message.
  }

  @Override
  public long nanosPerMessage() {
    return (long) pace.nanos();
  }
}
