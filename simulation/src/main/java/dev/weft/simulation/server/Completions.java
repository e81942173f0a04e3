package dev.weft.simulation.server;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Completes what waits for the server's answers, one after the other, on a thread of the replica's
 * that is there while there is something to complete.
 */
final class Completions {

  private static final String THREAD = "weft-receipts";

  private final Wire wire;
  private final Deque<Runnable> due = new ArrayDeque<>();

  Completions(Wire wire) {
    this.wire = wire;
  }

  /** Has this run soon, unless the replica has closed its connection, or is dead. */
  void add(Runnable completion) {
    if (wire.isClosed()) {
      return;
    }
    due.add(completion);
    if (due.size() == 1) {
      wire.machine().platform(THREAD, this::run).start();
    }
  }

  private void run() {
    while (!due.isEmpty()) {
      due.element().run(); // stays there meanwhile, so that no second thread begins
      due.remove();
    }
  }
}
