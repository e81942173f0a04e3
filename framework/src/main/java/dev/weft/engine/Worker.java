package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Presence;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured handler at work: takes a message, handles it, and takes the next.
 *
 * <p>{@link #run} does the work on the thread that calls it, one message at a time, so the handler
 * needs no locks. Every other method may be called from any thread.
 */
public final class Worker {

  /** Who looks after a worker whose source fails. */
  public enum Care {

    /**
     * The worker itself: whatever fails, it reports not ready, waits and opens anew. Only {@link
     * Worker#stop} ends it; a stray interrupt, which a handler may leave behind, does not.
     */
    SUPERVISED,

    /** The caller: a lasting failure is thrown, and an interrupt ends the work. */
    BY_CALLER
  }

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  // Only a source that hears nothing waits this long; a message or a stop ends the wait at once.
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final WorkerSpec<?> spec;
  private final Transport transport;
  private final Care care;
  private final Step steps;
  private final Settler settler;
  private final Backoff backoff = new Backoff();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Source source;
  private volatile @Nullable String problem = "starting";

  /** A worker that takes from an existing consumer; nothing happens before {@link #run}. */
  public Worker(WorkerSpec<?> spec, Transport transport, Observer observer, Care care) {
    this.spec = spec;
    this.transport = transport;
    this.care = care;
    this.steps = Steps.wire(spec, observer);
    this.settler = new Settler(spec.id(), observer);
  }

  /**
   * Works until {@link #stop}; then ends after the message in work.
   *
   * @throws InterruptedException if it was interrupted; the message in work was handed back
   * @throws TransportException under {@link Care#BY_CALLER}, if the failure is a lasting one
   */
  public void run() throws InterruptedException {
    while (!isStopping()) {
      try (Source opened = open()) {
        serve(opened);
      } catch (InterruptedException e) {
        if (isStopping() || care == Care.BY_CALLER) {
          throw e;
        }
        log.warn("handler {}: its code left an interrupt behind; going on", spec.name());
      } catch (RuntimeException failure) {
        // Not only TransportException: a worker never ends in silence, whatever its source throws.
        if (care == Care.BY_CALLER && isLasting(failure)) {
          throw failure;
        }
        recover(failure);
      }
    }
  }

  /**
   * Takes no more, and hands back at once what was received but not started. Blocks until that is
   * sent, for a bounded time. The message in work goes on; {@link #run} returns after it.
   */
  public void stop() {
    finish();
    Source open = source;
    if (open != null) {
      open.close();
    }
  }

  /** Lets {@link #run} return after the message in work; returns at once. */
  public void finish() {
    stopped.countDown();
  }

  /** Why the worker is not taking messages now; empty if it is. Never blocks. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** The handler's name. */
  public String name() {
    return spec.name();
  }

  // stop() sets its mark and then reads the source; this sets the source and then reads the mark.
  // Whichever comes second closes it.
  private Source open() {
    if (care == Care.SUPERVISED) {
      replaceConsumer();
    }
    Source opened = transport.open(spec.consumer(), spec.mode());
    source = opened;
    if (isStopping()) {
      opened.close();
    }
    return opened;
  }

  // The runtime created or accepted the consumer at start, so a missing one was deleted since.
  private void replaceConsumer() {
    if (transport.inspect(spec.consumer()) instanceof Presence.Absent) {
      transport.create(spec.consumer());
      log.warn(
          "handler {}: consumer {}/{} was gone, and is created anew; it starts where its"
              + " deliver_policy says",
          spec.name(),
          spec.consumer().stream(),
          spec.consumer().name());
    }
  }

  private void serve(Source from) throws InterruptedException {
    while (!isStopping()) {
      List<Delivery> deliveries = from.next(1, WAIT);
      if (problem != null) {
        problem = null;
        backoff.reset();
      }
      for (Delivery delivery : deliveries) {
        handle(delivery);
      }
    }
  }

  private void handle(Delivery delivery) throws InterruptedException {
    var work = new Work(delivery, settler, spec.ackWait());
    boolean left;
    try {
      left = steps.run(work).isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException("a step threw, which none but the handler may", e);
    }
    if (left) {
      awaitSettled(work);
    }
  }

  private void awaitSettled(Work work) throws InterruptedException {
    try {
      if (!work.awaitSettled()) {
        settler.letGo(work.delivery(), spec.ackWait());
      }
    } catch (InterruptedException e) {
      work.conclude(new Outcome.Retry(Duration.ZERO, "interrupted, handed back", e));
      throw e;
    }
  }

  private void recover(RuntimeException failure) throws InterruptedException {
    Duration pause = backoff.next();
    problem = String.valueOf(failure.getMessage());
    log.warn(
        "handler {}: cannot take from {}/{}, next try in {} ms: {}",
        spec.name(),
        spec.consumer().stream(),
        spec.consumer().name(),
        pause.toMillis(),
        problem,
        failure instanceof TransportException ? null : failure);
    if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      log.debug("handler {}: stopped while waiting to try again", spec.name());
    }
  }

  private static boolean isLasting(RuntimeException failure) {
    return !(failure instanceof TransportException transport) || transport.isLasting();
  }

  private boolean isStopping() {
    return stopped.getCount() == 0;
  }
}
