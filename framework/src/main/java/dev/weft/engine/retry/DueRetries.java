package dev.weft.engine.retry;

import dev.weft.engine.HandBack;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.source.MessageMemory;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The due retries of one handler, fetched by a thread of their own, so that whatever befalls their
 * stream holds up nothing else: a source that fails is reported and opened anew. There is neither
 * thread nor source while nothing waits ({@link RetryWatch}).
 *
 * <p>No more are received than the handler wants: one that is due while it is busy goes to another
 * replica.
 */
final class DueRetries implements RetryFetcher.Receiver {

  private static final Logger log = LoggerFactory.getLogger(DueRetries.class);

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
  private final RetryFetchers fetchers;
  private final Machine machine;
  private final Queue<Delivery> ready = new ConcurrentLinkedQueue<>(); // kept alive without a lock
  private Runnable arrival = () -> {};
  private volatile int wanted;
  // As many are here as are wanted. The thread that rests; one that ends must not forget the next.
  private final AtomicReference<@Nullable Thread> resting = new AtomicReference<>();
  private volatile boolean coming;
  private volatile long cameAt;
  private volatile boolean closed;

  /**
   * Nothing is fetched before {@link #begin}.
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
    this.machine = housekeeper.machine();
    this.fetchers = new RetryFetchers(this::another, handler.name(), housekeeper);
  }

  /**
   * Who is to be told when some are here, on the thread that fetches, and when some are to be
   * expected. To be called before {@link #begin}.
   */
  void onArrival(Runnable told) {
    arrival = told;
  }

  /** Fetches what is wanted from now on. Returns at once. */
  void begin() {
    if (fetchers.begin()) {
      arrival.run(); // it has to say again and again how many it wants
    }
  }

  /** Fetches nothing any more, since nothing waits. Returns at once. */
  void rest() {
    if (ready.isEmpty()) {
      fetchers.rest();
    }
  }

  /** Whether they are fetched. */
  boolean isFetching() {
    return fetchers.isFetching();
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
    Thread thread = resting.get();
    if (thread != null && most > ready.size()) {
      LockSupport.unpark(thread);
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
    Source open = fetchers.source();
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
    Source open = fetchers.source();
    if (open != null) {
      each.extend(open);
    }
  }

  /** As {@link Source#changes}. */
  List<String> changes() {
    Source open = fetchers.source();
    return open == null ? List.of() : open.changes();
  }

  /** Takes no more; returns at once. A second call does nothing. */
  void beginClose() {
    closed = true;
    fetchers.close();
  }

  /** Blocks until what was received is handed back, for a bounded time. */
  void awaitClose() {
    fetchers.awaitEnd(END);
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
    Thread thread = Thread.currentThread();
    resting.set(thread); // before it looks: whoever wants some looks at this after that
    try {
      if (wanted <= ready.size()) {
        LockSupport.park(this);
      }
    } finally {
      resting.compareAndSet(thread, null);
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
