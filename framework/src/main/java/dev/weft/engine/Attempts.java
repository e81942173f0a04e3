package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts under way of a worker's keyed messages, each on a thread of its own. */
final class Attempts {

  private static final Logger log = LoggerFactory.getLogger(Attempts.class);

  /** What has failed without a verdict on its message is tried again after this. */
  private static final Duration NO_VERDICT = Duration.ofSeconds(10);

  private final String handler;
  private final Handling handling;
  private final Settler settler;
  private final Pace pace = new Pace();
  private final Set<Work> inWork = ConcurrentHashMap.newKeySet();

  Attempts(String handler, Handling handling, Settler settler) {
    this.handler = handler;
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
      handling.run(work);
    } catch (InterruptedException e) {
      log.debug("handler {}: interrupted, and its message handed back", handler);
    } catch (RuntimeException | Error e) {
      // An observer's failure, say: its thread's place must not be lost, nor its message forgotten.
      log.error("handler {}: {} has failed without a verdict", handler, delivery.id(), e);
      if (!work.isSettled()) {
        delivery.settle(new Outcome.Retry(NO_VERDICT, "failed without a verdict", e));
      }
    } finally {
      inWork.remove(work);
      pace.add(work.age().toNanos());
    }
    return work.end();
  }

  void each(Consumer<Work> look) {
    inWork.forEach(look);
  }

  /** How long one takes, on average. */
  double nanos() {
    return pace.nanos();
  }
}
