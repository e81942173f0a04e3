package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The attempts under way of a worker's keyed messages, each on a thread of its own. */
final class Attempts {

  private final Handling handling;
  private final Settler settler;
  private final Pace pace = new Pace();
  private final Set<Work> inWork = ConcurrentHashMap.newKeySet();
  private volatile boolean interrupted;

  Attempts(Handling handling, Settler settler) {
    this.handling = handling;
    this.settler = settler;
  }

  /**
   * Makes one on the calling thread.
   *
   * @return false if the thread was given up in it, so that somebody else goes on
   */
  boolean make(KeyedDelivery delivery) {
    delivery.nextAttempt();
    var work = new Work(delivery, settler, Thread.currentThread());
    inWork.add(work);
    try {
      if (interrupted) { // since it was taken from its mailbox
        delivery.settle(Outcome.Retry.HANDED_BACK);
      } else {
        handling.run(work);
      }
    } finally {
      inWork.remove(work);
      pace.add(work.age().toNanos());
    }
    return work.end();
  }

  /** Interrupts those under way, for good: none is begun any more. */
  void interrupt() {
    interrupted = true; // before it looks: what is not there yet looks at this after that
    inWork.forEach(work -> work.thread().interrupt());
  }

  void each(Consumer<Work> look) {
    inWork.forEach(look);
  }

  /** How long one takes, on average. */
  double nanos() {
    return pace.nanos();
  }
}
