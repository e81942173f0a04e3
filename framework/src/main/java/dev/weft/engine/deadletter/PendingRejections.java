package dev.weft.engine.deadletter;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The messages of one worker that are rejected, and whose rejection could not be carried out yet,
 * say because their dead letters could not be written. Each goes back to the server for a while;
 * when it comes again it is rejected as before, without another call of its handler.
 *
 * <p>It ends with the process: another one calls the handler anew, until {@link AttemptJournal}
 * knows of the last attempt. Any thread may call any method.
 */
public final class PendingRejections {

  /** More than that a consumer has out but rarely; the oldest are forgotten. */
  static final int MOST = 10_000;

  private static final Duration FIRST_PAUSE = ExhaustedAction.AGAIN;
  private static final int LONGEST = 6; // of the first pause: a minute

  // A stream that is created anew begins its sequences again, so the time is part of it.
  private record Place(StreamPosition position, Instant stored) {}

  private record Pending(Outcome.Reject reject, int tries) {

    Duration pause() {
      return FIRST_PAUSE.multipliedBy(Math.min(tries, LONGEST));
    }
  }

  private final ReentrantLock lock = new ReentrantLock(); // held for a moment only
  private final Map<Place, Pending> all = new LinkedHashMap<>(); // under the lock
  private volatile boolean any;

  /** The rejection of a message that was delivered again; empty if it was not rejected before. */
  public Optional<Outcome.Reject> find(Delivery delivery) {
    return any
        ? place(delivery)
            .flatMap(place -> locked(() -> Optional.ofNullable(all.get(place))))
            .map(Pending::reject)
        : Optional.empty();
  }

  /**
   * It could not be carried out, once more or for the first time.
   *
   * @return how long to wait before the next try: longer each time, up to a minute
   */
  public Duration add(Delivery delivery, Outcome.Reject reject) {
    Failure cause = reject.cause();
    var kept = new Outcome.Reject(reject.reason(), cause == null ? null : cause.detached());
    return place(delivery).map(place -> add(place, kept)).orElse(FIRST_PAUSE);
  }

  private Duration add(Place place, Outcome.Reject reject) {
    return locked(
        () -> {
          Pending before = all.remove(place);
          var now = new Pending(reject, before == null ? 1 : before.tries() + 1);
          all.put(place, now);
          if (all.size() > MOST) {
            Iterator<Place> oldest = all.keySet().iterator();
            oldest.next();
            oldest.remove();
          }
          any = true;
          return now.pause();
        });
  }

  /** It is carried out. */
  public void remove(Delivery delivery) {
    if (any) {
      place(delivery)
          .ifPresent(
              place ->
                  locked(
                      () -> {
                        all.remove(place);
                        any = !all.isEmpty();
                        return any;
                      }));
    }
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Place> place(Delivery delivery) {
    return delivery.position().map(position -> new Place(position, delivery.timestamp()));
  }
}
