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
  private final ServiceTime serviceTime = new ServiceTime();
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
    var attempt = new Attempt(delivery, settler, Thread.currentThread());
    current.set(attempt);
    try {
      handling.run(attempt);
      return attempt.end();
    } finally {
      current.compareAndSet(attempt, null); // a substitute may have one of its own by now
      serviceTime.add(attempt.age().toNanos());
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
    Attempt attempt = current.get();
    if (attempt != null) {
      look.accept(attempt);
    }
  }

  @Override
  public void extend(Extensions each) {
    // What is at work is still in the hand of the loop, which has started it.
  }

  @Override
  public void replace(Attempt attempt) {
    replace.run();
  }

  @Override
  public void interrupt() {
    // Whoever interrupts the worker's thread has interrupted its message.
  }

  @Override
  public long nanosPerMessage() {
    return (long) serviceTime.nanos();
  }
}
