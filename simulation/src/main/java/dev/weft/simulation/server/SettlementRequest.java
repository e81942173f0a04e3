package dev.weft.simulation.server;

import dev.weft.TransportException;
import java.time.Duration;
import java.util.function.Supplier;

/** Sends a settlement as a request up to three times, until the server has answered one. */
final class SettlementRequest {

  private static final int TRIES = 3;
  private static final long WAIT = Duration.ofSeconds(2).toNanos();
  private static final long PAUSE = Duration.ofMillis(500).toNanos();

  private final Wire wire;
  private boolean interrupted;

  private SettlementRequest(Wire wire) {
    this.wire = wire;
  }

  /**
   * Blocks until the server has answered, 6 s at most. Keeps the thread's interrupt flag.
   *
   * @throws TransportException if it has not answered
   */
  static void await(Wire wire, SendLane lane, String what, Supplier<Boolean> work) {
    var confirmation = new SettlementRequest(wire);
    confirmation.interrupted = Thread.interrupted();
    try {
      for (int i = 1; i <= TRIES; i++) {
        if (confirmation.ask(lane, what, work, i < TRIES)) {
          return;
        }
      }
    } finally {
      if (confirmation.interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    throw TransportException.passing(
        what + ": the server did not answer in " + TRIES + " tries", null);
  }

  private boolean ask(SendLane lane, String what, Supplier<Boolean> work, boolean again) {
    long start = wire.machine().nanoTime();
    var answer = new Answer<Boolean>(wire.machine());
    lane.ask(() -> what, true, work, answer::hear);
    if (isHeard(answer, start + WAIT)) {
      try {
        return answer.get();
      } catch (TransportException e) { // nobody was there
        isHeard(new Answer<>(wire.machine()), again ? start + PAUSE : start);
      }
    }
    return false;
  }

  // Whatever interrupts there are.
  private boolean isHeard(Answer<?> answer, long deadline) {
    while (true) {
      try {
        return answer.await(Math.max(0, deadline - wire.machine().nanoTime()));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
