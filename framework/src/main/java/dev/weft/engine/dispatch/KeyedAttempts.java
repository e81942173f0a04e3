package dev.weft.engine.dispatch;

import dev.weft.engine.ServiceTime;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.transport.Outcome;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The attempts under way of a worker's keyed messages, each on a thread of its own. */
final class KeyedAttempts {

  private final Pipeline handling;
  private final Settler settler;
  private final ServiceTime serviceTime = new ServiceTime();
  private final Set<Attempt> inWork = ConcurrentHashMap.newKeySet();
  private volatile boolean interrupted;

  KeyedAttempts(Pipeline handling, Settler settler) {
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
    var attempt = new Attempt(delivery, settler, Thread.currentThread());
    inWork.add(attempt);
    try {
      if (interrupted) { // since it was taken from its mailbox
        delivery.settle(Outcome.Retry.HANDED_BACK);
      } else {
        handling.run(attempt);
      }
    } finally {
      inWork.remove(attempt);
      serviceTime.add(attempt.age().toNanos());
    }
    return attempt.end();
  }

  /** Interrupts those under way, for good: none is begun any more. */
  void interrupt() {
    interrupted = true; // before it looks: what is not there yet looks at this after that
    inWork.forEach(attempt -> attempt.thread().interrupt());
  }

  void each(Consumer<Attempt> look) {
    inWork.forEach(look);
  }

  /** How long one takes, on average. */
  double nanos() {
    return serviceTime.nanos();
  }
}
