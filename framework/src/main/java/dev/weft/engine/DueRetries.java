package dev.weft.engine;

import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The due retries of one handler, fetched by a thread of their own, so that whatever befalls their
 * stream holds up nothing else: a source that fails is reported and opened anew.
 *
 * <p>At most one is received ahead, and asked for only when the handler wants work: one that is due
 * while the handler is busy goes to another replica.
 */
final class DueRetries {

  private static final Logger log = LoggerFactory.getLogger(DueRetries.class);

  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration SERVERS_ACK_WAIT = Duration.ofSeconds(30);

  private final Supplier<Source> opening;
  private final ConsumerSpec consumer;
  private final HandlerId handler;
  private final Observer observer;
  private final Backoff backoff = new Backoff();
  private final Thread thread;
  private final AtomicReference<@Nullable Delivery> ready = new AtomicReference<>();
  private volatile @Nullable Source source;
  private volatile boolean wanted;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Nothing happens before {@link #start}.
   *
   * @param opening opens their source; may block, and fail
   */
  DueRetries(
      Supplier<Source> opening, ConsumerSpec consumer, HandlerId handler, Observer observer) {
    this.opening = opening;
    this.consumer = consumer;
    this.handler = handler;
    this.observer = observer;
    this.thread =
        Thread.ofVirtual().name("weft-" + handler.name() + "-retries").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** One that is here, or null; then it is asked for. Returns at once. One thread calls it. */
  @Nullable Delivery poll() {
    Delivery due = ready.get() == null ? null : ready.getAndSet(null);
    if (due != null) {
      wanted = false; // the handler has its work
    } else if (!wanted) {
      wanted = true;
      LockSupport.unpark(thread);
    }
    return due;
  }

  /** How long the system waits for the settlement of one: by its own word, once that is known. */
  Duration ackWait() {
    Source open = source;
    if (open != null) {
      return open.ackWait();
    }
    return consumer.settings().get("ack_wait") instanceof Number nanos
        ? Duration.ofNanos(nanos.longValue())
        : SERVERS_ACK_WAIT;
  }

  /** Keeps what was received from being delivered again, as {@link Source#extend}. */
  void extend(Extensions each) {
    Delivery waiting = ready.get();
    if (waiting != null) {
      each.extend(waiting);
    }
    Source open = source;
    if (open != null) {
      each.extend(open);
    }
  }

  /** As {@link Source#changes}. */
  List<String> changes() {
    Source open = source;
    return open == null ? List.of() : open.changes();
  }

  /** Takes no more; returns at once. */
  void beginClose() {
    if (closed.compareAndSet(false, true)) {
      // Ends whatever it waits for, and loses no delivery. Once: a second interrupt would cut the
      // handing back short.
      thread.interrupt();
    }
  }

  /** Blocks until what was received is handed back, for a bounded time. */
  void awaitClose() {
    boolean interrupted = false;
    long deadline = System.nanoTime() + END.toNanos();
    while (thread.isAlive() && deadline - System.nanoTime() > 0) {
      try {
        if (thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    handBack();
  }

  private void run() {
    while (!closed.get()) {
      try (Source opened = opening.get()) {
        source = opened;
        fetch(opened);
      } catch (InterruptedException e) {
        log.debug("handler {}: its retries are closed", handler.name());
      } catch (RuntimeException e) {
        if (!closed.get()) {
          recover(e);
        }
      } finally {
        source = null;
      }
    }
    handBack();
  }

  private void fetch(Source from) throws InterruptedException {
    while (!closed.get()) {
      if (!wanted || ready.get() != null) {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        continue;
      }
      List<Delivery> deliveries = from.next(1, WAIT);
      backoff.reset();
      wanted = false;
      for (Delivery delivery : deliveries) {
        ready.set(original(delivery));
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

  private void handBack() {
    Delivery left = ready.getAndSet(null);
    if (left == null) {
      return;
    }
    try {
      left.settle(Outcome.Retry.HANDED_BACK);
    } catch (TransportException e) {
      log.warn(
          "handler {}: the retry {} was not handed back, and comes again after its ack wait: {}",
          handler.name(),
          left,
          e.getMessage());
    }
  }

  private void recover(RuntimeException failure) {
    Duration pause = backoff.next();
    observer.happened(handler, Incident.REOPENED);
    log.warn(
        "handler {}: cannot take the retries that are due from {}/{}, next try in {} ms: {}",
        handler.name(),
        consumer.stream(),
        consumer.name(),
        pause.toMillis(),
        failure.getMessage(),
        failure instanceof TransportException ? null : failure);
    LockSupport.parkNanos(this, pause.toNanos());
  }
}
