package dev.weft.engine.retry;

import dev.weft.engine.HandBack;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.source.MessageMemory;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The due retries of one handler, fetched by a thread of their own, so that whatever befalls their
 * stream holds up nothing else: a source that fails is reported and opened anew.
 *
 * <p>No more are received than the handler wants: one that is due while it is busy goes to another
 * replica.
 */
final class DueRetries implements RetryFetcher.Receiver {

  private static final Logger log = LoggerFactory.getLogger(DueRetries.class);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long LATELY_NANOS = Duration.ofMillis(100).toNanos();
  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration SERVERS_ACK_WAIT = Duration.ofSeconds(30);

  private final Supplier<Source> opening;
  private final ConsumerSpec consumer;
  // Two, since a worker that holds nothing may always take one: what waits here does not stop it.
  private final MessageMemory.Share waiting;
  private final MessageMemory.Share workers;
  private final HandlerId handler;
  private final Observer observer;
  private final Housekeeper housekeeper;
  private final Machine machine;
  private final ReentrantLock lock = new ReentrantLock(); // of who fetches, and until when
  private final Queue<Delivery> ready = new ConcurrentLinkedQueue<>(); // kept alive without a lock
  private Runnable arrival = () -> {};
  private volatile RetryFetcher fetcher;
  private volatile Housekeeper.@Nullable Chore looks;
  private volatile int wanted;
  private volatile boolean idle; // as many are here as are wanted
  private volatile boolean coming;
  private volatile long cameAt;
  private volatile boolean closed;
  private volatile boolean lacking; // its fetcher was abandoned, and no other could be started

  /**
   * Nothing happens before {@link #start}.
   *
   * @param opening opens their source; may block, and fail
   * @param workers what the handler's worker holds: what is here counts in a share of its own until
   *     it is moved, and while the memory is full no more is fetched
   * @param housekeeper sees that their source returns
   */
  DueRetries(
      Supplier<Source> opening,
      ConsumerSpec consumer,
      MessageMemory.Share workers,
      HandlerId handler,
      Observer observer,
      Housekeeper housekeeper) {
    this.opening = opening;
    this.consumer = consumer;
    this.workers = workers;
    this.waiting = workers.another();
    this.handler = handler;
    this.observer = observer;
    this.housekeeper = housekeeper;
    this.machine = housekeeper.machine();
    this.fetcher = another();
  }

  /**
   * Begins to fetch what is wanted.
   *
   * @param onArrival called when some are here, on the thread that fetches
   */
  void start(Runnable onArrival) {
    arrival = onArrival;
    fetcher.start();
    looks = housekeeper.every(LOOK, this::look);
  }

  private void look() {
    if (lacking) {
      replace();
    } else {
      fetcher.look(housekeeper, this::replace);
    }
  }

  /** How many are here. */
  int here() {
    return ready.size();
  }

  /** Whether some have come just now, so that more are to be expected. */
  boolean areComing() {
    return coming && machine.nanoTime() - cameAt < LATELY_NANOS;
  }

  /** Has so many be here, those that are included. Returns at once. */
  void want(int most) {
    if (wanted != most) {
      wanted = most;
    }
    // Also where as many are wanted as before: some of them may have been moved.
    if (idle && most > ready.size()) {
      fetcher.wake();
    }
  }

  /** Moves those that are here, up to so many. */
  void moveTo(Collection<Delivery> deliveries, int most) {
    for (int i = 0; i < most; i++) {
      Delivery next = ready.poll();
      if (next == null) {
        return;
      }
      next.handedOver(); // counts in the worker's share from now on
      deliveries.add(next);
    }
  }

  /** How long the system waits for the settlement of one: by its own word, once that is known. */
  Duration ackWait() {
    Source open = fetcher.source();
    if (open != null) {
      return open.ackWait();
    }
    return consumer.settings().get("ack_wait") instanceof Number nanos
        ? Duration.ofNanos(nanos.longValue())
        : SERVERS_ACK_WAIT;
  }

  /** Keeps what was received from being delivered again, as {@link Source#extend}. */
  void extend(Extensions each) {
    ready.forEach(each::extend);
    Source open = fetcher.source();
    if (open != null) {
      each.extend(open);
    }
  }

  /** As {@link Source#changes}. */
  List<String> changes() {
    Source open = fetcher.source();
    return open == null ? List.of() : open.changes();
  }

  /** Takes no more; returns at once. A second call does nothing. */
  void beginClose() {
    lock.lock();
    try {
      if (closed) {
        return; // a second interrupt would cut the handing back short
      }
      closed = true;
      fetcher.close();
    } finally {
      lock.unlock();
    }
    Housekeeper.Chore present = looks;
    if (present != null) {
      present.close();
    }
  }

  /** Blocks until what was received is handed back, for a bounded time. */
  void awaitClose() {
    boolean interrupted = false;
    boolean ended = false;
    long deadline = machine.nanoTime() + END.toNanos();
    while (!ended && deadline - machine.nanoTime() > 0) {
      try {
        ended = fetcher.join(Duration.ofNanos(Math.max(1, deadline - machine.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    HandBack.drain(ready);
  }

  @Override
  public int awaitRoom() throws InterruptedException {
    int room = wanted - ready.size();
    if (room <= 0) {
      awaitWanted();
      return 0;
    }
    return waiting.awaitRoom(RetryFetcher.WAIT) ? room : 0;
  }

  private void awaitWanted() throws InterruptedException {
    idle = true; // before it looks: whoever wants some looks at this after that
    try {
      if (wanted <= ready.size()) {
        LockSupport.park(this);
      }
    } finally {
      idle = false;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public void take(List<Delivery> deliveries) {
    coming = !deliveries.isEmpty();
    if (coming) {
      cameAt = machine.nanoTime();
      deliveries.forEach(delivery -> ready.add(original(delivery)));
      arrival.run();
      if (closed) { // who closes this may not have waited so long
        HandBack.drain(ready);
      }
    } else {
      wanted = 0; // until it is said again: the handler may be busy by now
    }
  }

  private RetryFetcher another() {
    return new RetryFetcher(
        () -> waiting.meter(opening.get(), workers),
        this,
        handler,
        consumer.stream() + "/" + consumer.name(),
        observer,
        machine);
  }

  /** Puts another fetcher in the place of one that was abandoned, as soon as a thread can start. */
  private void replace() {
    lacking = true; // until it is known to have started: the next look tries again
    Failure failure = UserCode.run(this::startAnother);
    if (failure != null) {
      UserCode.run( // a logger may throw too
          () ->
              log.error(
                  "handler {}: its retries that are due are not fetched, since no thread could be"
                      + " started; next try in {} s: {}",
                  handler.name(),
                  LOOK.toSeconds(),
                  failure));
    }
  }

  private void startAnother() {
    RetryFetcher next = another();
    lock.lock();
    try {
      if (!closed) {
        startInPlace(next);
      }
      lacking = false;
    } finally {
      lock.unlock();
    }
  }

  private void startInPlace(RetryFetcher next) {
    RetryFetcher former = fetcher;
    boolean started = false;
    fetcher = next; // before its thread waits to be woken
    try {
      next.start();
      started = true;
    } finally {
      if (!started) {
        fetcher = former;
      }
    }
  }

  // Whatever else somebody has published there is not lost either: the handler sees it as it is.
  private Delivery original(Delivery copy) {
    try {
      return new RetriedDelivery(copy);
    } catch (IllegalArgumentException e) {
      log.warn(
          "handler {}: {} was not written by a retry, and is handled as it is: {}",
          handler.name(),
          copy,
          e.getMessage());
      return copy;
    }
  }
}
