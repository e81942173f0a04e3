package dev.weft.engine.dispatch;

import dev.weft.engine.clock.Extensions;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.InFlight;
import dev.weft.transport.Delivery;

/** One message at a time, on the worker's own thread: the handler is an actor. */
public final class Serial implements Dispatch {

  private final InFlight inFlight;
  private final Runnable replace;

  /**
   * A dispatch without messages.
   *
   * @param inFlight makes one attempt at a time
   * @param replace puts another thread in the place of one that is stuck
   */
  public Serial(InFlight inFlight, Runnable replace) {
    this.inFlight = inFlight;
    this.replace = replace;
  }

  @Override
  public InFlight inFlight() {
    return inFlight;
  }

  @Override
  public boolean isOrdered() {
    return true;
  }

  @Override
  public int holding() {
    return inFlight.count();
  }

  @Override
  public int awaitRoom() {
    return 1;
  }

  @Override
  public boolean start(Delivery delivery) {
    return inFlight.run(delivery);
  }

  @Override
  public void awaitQuiet() {
    // The thread that asks is the one that handles.
  }

  @Override
  public void extend(Extensions each) {
    // The loop that has started the message still holds it, and extends it.
  }

  @Override
  public void replace(Attempt attempt) {
    inFlight.remove(attempt);
    replace.run();
  }

  @Override
  public void interrupt() {
    // Whoever interrupts the worker's thread has interrupted its message.
  }

  @Override
  public long nanosPerMessage() {
    return (long) inFlight.serviceNanos();
  }
}
