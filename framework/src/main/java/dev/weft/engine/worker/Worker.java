package dev.weft.engine.worker;

import dev.weft.TransportException;
import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.dispatch.Dispatch;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryStore;
import dev.weft.engine.source.MessageMemory;
import dev.weft.engine.source.WatchedSource;
import dev.weft.transport.Failure;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages for one handler and has them handled, until it is stopped.
 *
 * <p>{@link #run} has a virtual thread take messages and handle them, one at a time, so that the
 * handler needs no locks; or, with a concurrency of more than one, on a virtual thread for each.
 * Every other method may be called from any thread.
 */
public final class Worker implements ManagedWorker {

  /** Who looks after a worker whose source fails. */
  public enum Care {

    /**
     * The worker itself: whatever fails, it reports not ready, waits and opens anew. Only {@link
     * Worker#stop} ends it.
     */
    SUPERVISED,
    /** As {@link #SUPERVISED}, for a worker beside the handlers': nobody waits for its start. */
    HELPER,
    /** The caller: a lasting failure is thrown, unless the worker is stopped. */
    BY_CALLER
  }

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final WorkerSpec<?> spec;
  private final Care care;
  private final Gate gate;
  private final MessageMemory.Share memory;
  private final Dispatch dispatch;
  private final Watch watch;
  private final Settler settler;
  private final Housekeeper housekeeper;
  private final SourceOpener opener;
  private final WorkerIncidents incidents;
  private final WorkerThreads threads;
  private final WorkerLife life;
  private final SourceRecovery recovery;

  /**
   * A worker that takes from an existing consumer; nothing happens before {@link #run}.
   *
   * @param housekeeper keeps its messages alive; the caller closes it, after the worker has ended
   */
  public Worker(
      WorkerSpec<?> spec,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Care care) {
    this(spec, transport, observer, housekeeper, care, () -> {});
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
    return new Worker(spec, transport, observer, housekeeper, Care.HELPER, restore);
  }

  private Worker(
      WorkerSpec<?> spec,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Care care,
      Runnable restore) {
    this.spec = spec;
    this.life = new WorkerLife(care == Care.HELPER ? null : "starting");
    this.housekeeper = housekeeper;
    this.care = care;
    this.threads = new WorkerThreads(housekeeper.machine(), spec.name(), this::isStopped);
    var breaker =
        new Breaker(spec.id(), spec.flow().breaker(), observer, housekeeper.time()::nanoTime);
    this.gate = new Gate(housekeeper.machine(), spec.name(), breaker);
    housekeeper.time().onMove(gate::wakeAll);
    // What waits elsewhere would be overtaken by those of its key behind it.
    RetryStore retryStore =
        spec.flow().key() == null ? spec.settlement().retryStore() : RetryStore.byConsumer();
    this.settler =
        WorkerParts.settler(housekeeper.machine(), spec, retryStore, observer, this::standStill);
    Pipeline pipeline = WorkerParts.pipeline(spec, gate, housekeeper.time(), observer);
    this.memory = spec.intake().memory().share(housekeeper.machine());
    this.dispatch =
        new DispatchParts(gate, pipeline, settler, memory, housekeeper)
            .dispatch(spec, () -> transport.state(spec.consumer()), this::stuck);
    spec.giveUp().quarantine().watch(dispatch.inFlight());
    this.opener = new SourceOpener(spec, gate, transport, retryStore, observer, restore);
    this.incidents = new WorkerIncidents(spec.id(), observer);
    this.recovery = new SourceRecovery(spec.consumer(), gate, life, incidents);
    var limits =
        new TimeLimits(
            spec.name(), spec.call().timeout(), dispatch, pipeline, incidents, housekeeper);
    this.watch = new Watch(spec.name(), dispatch, limits, retryStore, housekeeper);
  }

  /**
   * Works until {@link #stop}; then ends after the messages in work. A handler whose thread was
   * abandoned is not waited for. An interrupt of the calling thread is one of those that work.
   *
   * @throws InterruptedException if it was stopped and then interrupted; the messages in work were
   *     handed back. Any other interrupt is user code's, and ends nothing
   * @throws TransportException under {@link Care#BY_CALLER}, if the failure is a lasting one
   */
  @Override
  public void run() throws InterruptedException {
    threads.start(this::work);
    try {
      threads.join();
      dispatch.awaitQuiet();
    } catch (InterruptedException e) {
      dispatch.interrupt();
      dispatch.handBack();
      dispatch.awaitQuiet();
      throw e;
    } finally {
      discard();
    }
  }

  /** Looks after nothing any more; for one that cannot be run. */
  public void discard() {
    life.ended();
    watch.close();
    spec.giveUp().quarantine().forget(dispatch.inFlight());
  }

  /**
   * Takes no more, and hands back at once what was received but not started. Blocks until that is
   * sent, for a bounded time. The message in work goes on; {@link #run} returns after it.
   */
  @Override
  public void stop() {
    finish();
    handBack();
  }

  /**
   * Takes no more until {@link #resume}, and hands back at once what was received but not started.
   * Blocks until that is sent, for a bounded time. The message in work goes on. A second call does
   * nothing.
   */
  @Override
  public void pause() {
    gate.pause();
    handBack();
  }

  @Override
  public void resume() {
    gate.resume();
  }

  @Override
  public void finish() {
    gate.stop();
  }

  @Override
  public int inWork() {
    return dispatch.inFlight().count();
  }

  @Override
  public Optional<String> problem() {
    return gate.problem().or(life::problem).or(settler::problem);
  }

  /** How many messages it holds that are in flight here, or wait here for their start. */
  public int holding() {
    return dispatch.holding();
  }

  /** As {@link #finish}, without a lock: who waits is not woken before {@link #stop}. */
  public void shut() {
    gate.shut();
  }

  /**
   * Interrupts what is at work on threads of its own, without a lock; for after {@link #shut} or
   * {@link #finish}.
   */
  public void interrupt() {
    dispatch.interrupt();
  }

  @Override
  public String name() {
    return spec.name();
  }

  /** Returns false if its thread was abandoned and another one works. */
  private boolean work() throws InterruptedException {
    boolean mine = true;
    while (mine && threads.isLatest() && !gate.isStopped()) {
      try {
        mine = serve(gate.awaitOpening());
      } catch (InterruptedException e) {
        if (gate.isStopped()) {
          throw e;
        }
        log.warn("handler {}: its code left an interrupt behind; going on", spec.name());
      } catch (RuntimeException | Error failure) {
        // Whatever it is: a worker never ends in silence.
        if (isStopped()) {
          log.info(
              "handler {}: stopped, and so not begun again after: {}",
              spec.name(),
              Failure.of(failure));
        } else if (care == Care.BY_CALLER && SourceRecovery.isLasting(failure)) {
          throw failure;
        } else if (threads.isLatest()) { // or else the one in its place serves
          recovery.await(failure);
        }
      }
    }
    return mine && threads.isLatest();
  }

  private boolean isStopped() {
    return gate.isStopped();
  }

  private boolean serve(Admission pass) throws InterruptedException {
    if (pass == Admission.NONE) {
      return true; // stopped while it waited
    }
    ReceiveLoop opened = open(pass);
    try (opened) {
      return opened.serve(recovery::answered);
    } finally {
      life.closed(opened);
      if (gate.pass() == Admission.NONE) {
        dispatch.handBack();
      }
    }
  }

  // stop() and pause() close the gate and then read the loop; this sets the loop, which then asks
  // the gate. Whichever comes second ends it.
  private ReceiveLoop open(Admission pass) {
    if (care != Care.BY_CALLER) {
      opener.mend();
    }
    Source source = opener.open(pass, memory, housekeeper);
    var opened = new ReceiveLoop(gate, pass, source, dispatch, housekeeper, this::stalled);
    watch.over(opened);
    life.opened(opened);
    return opened;
  }

  private void handBack() {
    ReceiveLoop open = life.loop();
    if (open != null) {
      open.close();
    }
    dispatch.handBack(); // now that it cannot come straight back
  }

  private boolean standStill(String why) {
    boolean first = gate.halt(why);
    if (!dispatch.isOrdered()) {
      handBack(); // it would come straight back; in an order it has to come before those ahead
    }
    return first;
  }

  /** The source does not return: another thread serves with another source. */
  private void stalled(Thread thread) {
    ReceiveLoop left = life.loop();
    String problem = "its source has not returned for " + WatchedSource.STALL.toSeconds() + " s";
    try {
      incidents.stalled(thread, problem);
    } finally { // or nobody would serve, whatever an observer throws
      life.stalled(problem);
      if (left != null) {
        left.closeAside();
      }
      threads.start(this::work);
    }
  }

  /** The handler does not return: another thread serves in place of the worker's. */
  private void stuck() {
    ReceiveLoop left = life.loop();
    threads.start(
        () -> {
          if (left != null) {
            left.closeForNext();
          }
          return work();
        });
  }
}
