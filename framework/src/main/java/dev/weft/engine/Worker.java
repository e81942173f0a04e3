package dev.weft.engine;

import dev.weft.transport.Mode;
import dev.weft.transport.Presence;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private final WorkerSpec<?> spec;
  private final Transport transport;
  private final Care care;
  private final Gate gate;
  private final Step steps;
  private final Settler settler;
  private final Runnable restore;
  private final Observer observer;
  private final Housekeeper housekeeper;
  private final List<Thread> substitutes = new CopyOnWriteArrayList<>();
  private final Backoff backoff = new Backoff();
  private volatile @Nullable Loop loop;
  private volatile @Nullable String problem;

  /**
   * A worker that takes from an existing consumer; nothing happens before {@link #run}.
   *
   * @param housekeeper keeps its messages alive; closed by somebody else, after the worker has
   *     ended
   */
  public Worker(
      WorkerSpec<?> spec,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Care care) {
    this(spec, transport, observer, housekeeper, care, () -> {}, "starting");
  }

  /**
   * A supervised worker beside the handlers', for whose start nobody waits.
   *
   * @param restore puts back the stream it takes from if that is gone; called on its thread before
   *     it opens
   */
  public static Worker helper(
      WorkerSpec<?> spec,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Runnable restore) {
    return new Worker(spec, transport, observer, housekeeper, Care.SUPERVISED, restore, null);
  }

  private Worker(
      WorkerSpec<?> spec,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Care care,
      Runnable restore,
      @Nullable String problem) {
    this.spec = spec;
    this.restore = restore;
    this.problem = problem;
    this.transport = transport;
    this.observer = observer;
    this.housekeeper = housekeeper;
    this.care = care;
    var breaker = new Breaker(spec.id(), spec.breaker(), observer, System::nanoTime);
    this.gate = new Gate(spec.name(), breaker);
    this.steps = Steps.wire(spec, breaker, observer);
    this.settler =
        new Settler(
            spec.id(),
            spec.ackConfirm(),
            spec.deadLetters(),
            spec.lastAttempts(),
            spec.longRetries(),
            observer);
  }

  /**
   * Works until {@link #stop}; then ends after the message in work.
   *
   * @throws InterruptedException if it was interrupted; the message in work was handed back
   * @throws TransportException under {@link Care#BY_CALLER}, if the failure is a lasting one
   */
  public void run() throws InterruptedException {
    work();
    try {
      // If the thread was given up and its handler has ended after all, another one works for it.
      for (Thread substitute : substitutes) {
        substitute.join();
      }
    } catch (InterruptedException e) {
      substitutes.forEach(Thread::interrupt);
      throw e;
    }
  }

  /**
   * Takes no more, and hands back at once what was received but not started. Blocks until that is
   * sent, for a bounded time. The message in work goes on; {@link #run} returns after it.
   */
  public void stop() {
    finish();
    handBack();
  }

  /**
   * Takes no more until {@link #resume}, and hands back at once what was received but not started.
   * Blocks until that is sent, for a bounded time. The message in work goes on. A second call does
   * nothing.
   */
  public void pause() {
    gate.pause();
    handBack();
  }

  /** Takes {@link #pause} back; returns at once, and does nothing if there was none. */
  public void resume() {
    gate.resume();
  }

  /** Lets {@link #run} return after the message in work; returns at once. */
  public void finish() {
    gate.stop();
  }

  /** Why the worker is not taking messages now; empty if it is. Never blocks. */
  public Optional<String> problem() {
    return gate.problem().or(() -> Optional.ofNullable(problem));
  }

  /** The handler's name. */
  public String name() {
    return spec.name();
  }

  private void work() throws InterruptedException {
    boolean mine = true;
    while (mine && !gate.isStopped()) {
      try {
        mine = serve(gate.awaitOpening());
      } catch (InterruptedException e) {
        if (gate.isStopped() || care == Care.BY_CALLER) {
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

  private boolean serve(Pass pass) throws InterruptedException {
    if (pass == Pass.NONE) {
      return true; // stopped while it waited
    }
    try (Loop opened = open(pass)) {
      return opened.serve(this::taking);
    }
  }

  // stop() and pause() close the gate and then read the loop; this sets the loop, which then asks
  // the gate. Whichever comes second ends it.
  private Loop open(Pass pass) {
    if (care == Care.SUPERVISED) {
      restore.run();
      replaceConsumer();
    }
    // A trial takes one message: what came ahead of the next would only be handed back.
    Mode mode = pass == Pass.TRIAL ? Mode.PULL : spec.mode();
    Source main = transport.open(spec.consumer(), mode);
    Source source = spec.longRetries().with(main, spec.id(), observer);
    var opened = new Loop(spec, gate, pass, source, steps, settler, housekeeper, this::substitute);
    loop = opened;
    return opened;
  }

  private void handBack() {
    Loop open = loop;
    if (open != null) {
      open.handBack();
    }
  }

  // The given up thread keeps its place in the scope, and this one works until it is stopped.
  private void substitute(@Nullable String sourceProblem) {
    Loop abandoned = loop;
    if (sourceProblem != null) {
      problem = sourceProblem;
    }
    Thread substitute =
        Thread.ofVirtual()
            .name("weft-" + spec.name() + "-" + (substitutes.size() + 1))
            .unstarted(
                () -> {
                  try {
                    closeAbandoned(abandoned, sourceProblem != null);
                    work();
                  } catch (InterruptedException e) {
                    log.debug("handler {}: its substitute was interrupted", spec.name());
                  }
                });
    substitutes.add(substitute);
    substitute.start();
  }

  private static void closeAbandoned(@Nullable Loop abandoned, boolean isSourceStuck) {
    if (abandoned == null) {
      return;
    }
    if (isSourceStuck) {
      Thread.ofVirtual().start(abandoned::close); // it may not return from that either
    } else {
      abandoned.close();
    }
  }

  private void taking() {
    if (problem != null) {
      problem = null;
      backoff.reset();
    }
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

  private void recover(RuntimeException failure) throws InterruptedException {
    Duration pause = backoff.next();
    problem = String.valueOf(failure.getMessage());
    observer.happened(spec.id(), Incident.REOPENED);
    log.warn(
        "handler {}: cannot take from {}/{}, next try in {} ms: {}",
        spec.name(),
        spec.consumer().stream(),
        spec.consumer().name(),
        pause.toMillis(),
        problem,
        failure instanceof TransportException ? null : failure);
    if (gate.awaitStop(pause)) {
      log.debug("handler {}: stopped while waiting to try again", spec.name());
    }
  }

  private static boolean isLasting(RuntimeException failure) {
    return !(failure instanceof TransportException transport) || transport.isLasting();
  }
}
