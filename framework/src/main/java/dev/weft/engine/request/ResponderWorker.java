package dev.weft.engine.request;

import dev.weft.BreakerPolicy;
import dev.weft.TransportException;
import dev.weft.engine.Backoff;
import dev.weft.engine.Incident;
import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.worker.Worker;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker of one responder: takes each request as it comes, and has it answered on a virtual
 * thread of its own, or at once with an error where all places are taken.
 *
 * <p>{@link #run} takes on the thread that calls it; no user code runs there. It looks after itself
 * as a supervised {@link Worker} does: whatever fails, it reports not ready, waits and opens anew.
 */
public final class ResponderWorker implements ManagedWorker {

  private static final Logger log = LoggerFactory.getLogger(ResponderWorker.class);

  // Only a source that hears nothing waits this long; a request or a stop ends the wait at once.
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LOOKS_PER_TIMEOUT = 4;
  private static final int ALL = Integer.MAX_VALUE;

  private final ResponderSpec<?, ?> spec;
  private final Requests requests;
  private final Observer observer;
  private final Housekeeper housekeeper;
  private final Gate gate;
  private final Machine machine;
  private final Backoff backoff;
  private final Semaphore places;
  private final Semaphore unanswered = new Semaphore(ALL); // a place is free a little earlier
  private final Set<RequestHandling<?, ?>> inWork = ConcurrentHashMap.newKeySet();
  private volatile @Nullable RequestSource source;
  private volatile boolean stopping; // what is in work was interrupted
  private volatile @Nullable String problem = "starting";

  /**
   * A responder's worker; nothing happens before {@link #run}.
   *
   * @param housekeeper watches how long requests are in work; closed by somebody else, after the
   *     worker has ended
   */
  public ResponderWorker(
      ResponderSpec<?, ?> spec, Requests requests, Observer observer, Housekeeper housekeeper) {
    this.spec = spec;
    this.requests = requests;
    this.observer = observer;
    this.housekeeper = housekeeper;
    this.machine = housekeeper.machine();
    this.backoff = new Backoff(machine);
    this.places = new Semaphore(spec.limits().concurrency());
    var breaker = new Breaker(spec.id(), BreakerPolicy.off(), observer, machine::nanoTime);
    this.gate = new Gate(machine, spec.name(), breaker);
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public void run() throws InterruptedException {
    Duration look = shorter(LOOK, spec.limits().timeout().dividedBy(LOOKS_PER_TIMEOUT));
    Housekeeper.Chore looks =
        housekeeper.every(look, () -> inWork.forEach(one -> one.look(housekeeper)));
    try {
      while (!gate.isStopped()) {
        work();
      }
      unanswered.acquire(ALL); // what is in work is answered
    } catch (InterruptedException e) {
      stopping = true;
      inWork.forEach(RequestHandling::interruptAtStop);
      unanswered.acquireUninterruptibly(ALL);
      throw e;
    } finally {
      looks.close();
    }
  }

  /** Takes no more, returning at once: {@link #run} takes what is on its way, and answers it. */
  @Override
  public void stop() {
    finish();
    closeSource();
  }

  @Override
  public void finish() {
    gate.stop();
  }

  /** As {@link #stop}, until {@link #resume}: other members of the queue group get the requests. */
  @Override
  public void pause() {
    gate.pause();
    closeSource();
  }

  @Override
  public void resume() {
    gate.resume();
  }

  @Override
  public int inWork() {
    return inWork.size();
  }

  @Override
  public Optional<String> problem() {
    return gate.problem().or(() -> Optional.ofNullable(problem));
  }

  private void work() throws InterruptedException {
    try {
      Admission pass = gate.awaitOpening();
      if (pass != Admission.NONE) {
        serve(pass);
      }
    } catch (RuntimeException | Error failure) { // whatever it is: it never ends in silence
      recover(Failure.of(failure));
    }
  }

  private void serve(Admission pass) throws InterruptedException {
    try (RequestSource opened = requests.receive(spec.subject(), spec.queueGroup())) {
      source = opened; // and then the gate is asked; stop and pause do it the other way round
      problem = null;
      backoff.reset();
      while (!opened.isOver()) {
        if (!gate.awaitTurn(pass)) {
          closeSource();
        }
        try {
          opened.next(WAIT).ifPresent(this::take);
        } catch (InterruptedException e) {
          refuseRest(opened);
          throw e;
        }
      }
    }
  }

  private void take(IncomingRequest request) {
    if (places.tryAcquire()) {
      start(spec, request);
    } else {
      RequestHandling.refuse(spec, request, observer, ErrorReply.busy(spec.limits().concurrency()));
    }
  }

  private <Q, A> void start(ResponderSpec<Q, A> typed, IncomingRequest request) {
    unanswered.acquireUninterruptibly();
    try {
      Threads.start(machine, "weft-" + spec.name() + "-request", () -> answer(typed, request));
    } catch (Throwable thrown) { // no memory for a thread, say
      notBegun(request, thrown);
    }
  }

  private void notBegun(IncomingRequest request, Throwable thrown) {
    places.release();
    unanswered.release();
    RequestHandling.refuse(spec, request, observer, ErrorReply.of(Failure.of(thrown)));
  }

  private <Q, A> void answer(ResponderSpec<Q, A> typed, IncomingRequest request) {
    RequestHandling<Q, A> handling;
    try {
      handling =
          new RequestHandling<>(
              typed, request, observer, machine, places::release, unanswered::release);
      inWork.add(handling);
    } catch (Throwable thrown) { // no memory for it, say
      notBegun(request, thrown);
      return;
    }
    try {
      if (stopping) {
        handling.interruptAtStop(); // it was not among those in work when they were
      }
      handling.run();
    } finally {
      inWork.remove(handling);
      if (handling.end()) {
        unanswered.release();
      }
    }
  }

  // Nobody is left waiting for an answer, not even at a stop that has run out of patience.
  private void refuseRest(RequestSource opened) throws InterruptedException {
    opened.close();
    while (!opened.isOver()) {
      opened
          .next(WAIT)
          .ifPresent(left -> RequestHandling.refuse(spec, left, observer, ErrorReply.stopping()));
    }
  }

  private void closeSource() {
    RequestSource open = source;
    if (open != null) {
      open.close();
    }
  }

  private void recover(Failure failure) throws InterruptedException {
    Duration pause = backoff.next();
    problem = "not subscribed to " + spec.subject() + ": " + failure.text();
    observer.happened(spec.id(), Incident.REOPENED);
    log.warn(
        "responder {}: cannot receive from {}, next try in {}: {}",
        spec.name(),
        spec.subject(),
        SettingText.rounded(pause),
        failure.is(TransportException.class) ? failure.text() : failure.stack());
    if (gate.awaitStop(pause)) {
      log.debug("responder {}: stopped while waiting to try again", spec.name());
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
