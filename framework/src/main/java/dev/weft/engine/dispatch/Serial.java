package dev.weft.engine.dispatch;

import dev.weft.engine.ServiceTime;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.transport.Delivery;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One message at a time, on the worker's own thread: the handler is an actor. */
public final class Serial implements Dispatch {

  private final Pipeline handling;
  private final Settler settler;
  private final Runnable replace;
  private final ServiceTime pace = new ServiceTime();
  private final AtomicReference<@Nullable Attempt> current = new AtomicReference<>();

  /**
   * A dispatch that hands nothing over.
   *
   * @param replace puts another thread in the place of one that is stuck
   */
  public Serial(Pipeline handling, Settler settler, Runnable replace) {
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
    var work = new Attempt(delivery, settler, Thread.currentThread());
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
  public void eachInWork(Consumer<Attempt> look) {
    Attempt work = current.get();
    if (work != null) {
      look.accept(work);
    }
  }

  @Override
  public void extend(Extensions each) {
    // What is at work is still in the hand of the loop, which has started it.
  }

  @Override
  public void replace(Attempt work) {
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
