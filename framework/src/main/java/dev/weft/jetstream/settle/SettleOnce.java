package dev.weft.jetstream.settle;

import dev.weft.transport.Outcome;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Lets one settlement through, and no extension after it: an extension that reached the server
 * behind a delayed retry would put the retry off.
 *
 * <p>Any threads may call it. By {@link #settle} none waits for another: a settlement that meets an
 * extension on its way is left to the extending thread, which sends it next.
 */
final class SettleOnce {

  private sealed interface State {
    record Open() implements State {}

    record Extending() implements State {}

    record Settled(Outcome outcome) implements State {}
  }

  private static final long A_MOMENT = 50_000;

  private static final State OPEN = new State.Open();
  private static final State EXTENDING = new State.Extending();

  private final AtomicReference<State> state = new AtomicReference<>(OPEN);

  /**
   * Sends the outcome, unless one was settled before.
   *
   * @return whether this is the one that counts
   */
  boolean settle(Outcome outcome, Consumer<Outcome> send) {
    var settled = new State.Settled(outcome);
    while (true) { // an extension may begin or end between two looks
      if (state.compareAndSet(OPEN, settled)) {
        send.accept(outcome);
        return true;
      }
      if (state.compareAndSet(EXTENDING, settled)) {
        return true; // the extending thread sends it
      }
      if (state.get() instanceof State.Settled) {
        return false;
      }
    }
  }

  /**
   * As {@link #settle}, but always sends on the calling thread, so that it can wait for the answer:
   * it lets an extension on its way go first.
   */
  boolean settleHere(Outcome outcome, Consumer<Outcome> send) {
    var settled = new State.Settled(outcome);
    while (!state.compareAndSet(OPEN, settled)) {
      if (state.get() instanceof State.Settled) {
        return false;
      }
      LockSupport.parkNanos(A_MOMENT); // the extension is being queued
    }
    send.accept(outcome);
    return true;
  }

  /** Sends the extension, unless the delivery is settled. */
  void extend(Runnable send, Consumer<Outcome> sendOutcome) {
    if (!state.compareAndSet(OPEN, EXTENDING)) {
      return;
    }
    try {
      send.run();
    } finally {
      if (!state.compareAndSet(EXTENDING, OPEN)
          && state.get() instanceof State.Settled(Outcome outcome)) {
        sendOutcome.accept(outcome);
      }
    }
  }
}
