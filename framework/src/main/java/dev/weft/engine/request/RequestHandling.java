package dev.weft.engine.request;

import dev.weft.Headers;
import dev.weft.RefuseException;
import dev.weft.Request;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.engine.TimeLimitException;
import dev.weft.engine.clock.Alarm;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request in work, answered once, whatever comes of it.
 *
 * <p>Made and {@linkplain #run run} on a thread of its own; the rest may be called from any.
 */
final class RequestHandling<Q, A> {

  private static final Logger log = LoggerFactory.getLogger(RequestHandling.class);
  private static final byte[] EMPTY = {};

  private final ResponderSpec<Q, A> spec;
  private final IncomingRequest request;
  private final Observer observer;
  private final Runnable givePlace;
  private final Runnable onAbandon;
  private final Thread thread = Thread.currentThread();
  private final Alarm alarm = new Alarm(thread);
  private final long startedAt;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final AtomicBoolean placeGiven = new AtomicBoolean();
  private final AtomicBoolean over = new AtomicBoolean(); // or its thread was abandoned
  private volatile boolean stopping;
  private boolean late; // on its own thread

  /**
   * A request that the calling thread is to handle.
   *
   * @param givePlace called once, when the responder has ended or is waited for no longer
   * @param onAbandon called once, if it is waited for no longer
   */
  RequestHandling(
      ResponderSpec<Q, A> spec,
      IncomingRequest request,
      Observer observer,
      Machine machine,
      Runnable givePlace,
      Runnable onAbandon) {
    this.spec = spec;
    this.request = request;
    this.observer = observer;
    this.startedAt = machine.nanoTime();
    this.givePlace = givePlace;
    this.onAbandon = onAbandon;
  }

  /** Answers the request; never throws. */
  void run() {
    try (Observer.Processing processing = observer.responding(spec.id(), request)) {
      try {
        byte[] answer = work();
        if (late) {
          throw new TimeLimitException(spec.limits().timeout(), alarm.where());
        }
        send(answer);
      } catch (Throwable thrown) { // Errors too: somebody waits for an answer
        refuse(thrown, processing);
      }
    }
  }

  // Its place is free before its answer is out: who asks again on that is not to find it taken.
  private byte[] work() throws Exception {
    try {
      return respond();
    } finally {
      givePlace();
    }
  }

  private void givePlace() {
    if (placeGiven.compareAndSet(false, true)) {
      givePlace.run();
    }
  }

  /**
   * Its thread is through with it.
   *
   * @return false if it was abandoned before
   */
  boolean end() {
    return over.compareAndSet(false, true);
  }

  /**
   * Answers that the time is up and interrupts the responder, if it is; once. One that ignores that
   * is abandoned after a while.
   *
   * @param housekeeper starts what answers
   */
  void look(Housekeeper housekeeper) {
    long now = housekeeper.machine().nanoTime();
    if (Duration.ofNanos(now - startedAt).compareTo(spec.limits().timeout()) < 0) {
      return;
    }
    if (alarm.ring(now)) {
      log.warn(
          "responder {}: {}: still at work after its time limit of {}; interrupting it",
          spec.name(),
          request.subject(),
          SettingText.of(spec.limits().timeout()),
          Threads.stack("where the responder is", alarm.where()));
      observer.happened(spec.id(), Incident.OVERDUE);
      // It may ignore the interrupt, and the housekeeper's thread must not wait for the connection.
      housekeeper.start(
          "weft-" + spec.name() + "-late",
          () -> answer(ErrorReply.timeout(spec.limits().timeout())));
    } else if (alarm.isIgnored(now) && over.compareAndSet(false, true)) {
      abandon();
    }
  }

  private void abandon() {
    givePlace(); // first, whatever a logger or an observer does
    onAbandon.run();
    log.warn(
        "responder {}: {}: does not end when it is interrupted; its thread {} is abandoned, and"
            + " another request may take its place",
        spec.name(),
        request.subject(),
        thread.getName(),
        Threads.stack("where the responder is stuck", thread.getStackTrace()));
    observer.happened(spec.id(), Incident.STUCK);
  }

  /** The runtime does not wait any longer: interrupts the responder. */
  void interruptAtStop() {
    stopping = true;
    thread.interrupt();
  }

  /** Answers a request that does not get so far as to be in work. */
  static void refuse(
      ResponderSpec<?, ?> spec, IncomingRequest request, Observer observer, ErrorReply error) {
    try (Observer.Processing processing = observer.responding(spec.id(), request)) {
      processing.failed(
          Failure.of(new RefuseException(error.code(), error.type(), error.message())));
      reply(spec, request, EMPTY, error.headers());
    }
  }

  private Request<Q> decode() throws UndecodableException {
    try {
      return new Request<>(
          spec.exchange().requests().decode(request.data(), request.headers()),
          request.subject(),
          request.headers());
    } catch (Throwable thrown) { // Errors too: a codec is user code
      throw new UndecodableException(Failure.of(thrown));
    }
  }

  private byte[] respond() throws Exception {
    alarm.arm();
    try {
      return spec.exchange().answers().encode(spec.exchange().responder().respond(decode()));
    } finally {
      if (alarm.disarm()) {
        late = true; // whatever has come of it: the requester has been told
      }
    }
  }

  private void send(byte[] data) {
    if (answered.compareAndSet(false, true)) {
      try {
        request.reply(data, Headers.of("Content-Type", spec.exchange().answers().contentType()));
      } catch (RuntimeException | Error e) {
        answered.set(false); // nothing was sent, it may be too large; say so instead
        throw e;
      }
    }
  }

  private void refuse(Throwable thrown, Observer.Processing processing) {
    Failure failure =
        late && !(thrown instanceof TimeLimitException)
            ? TimeLimitException.failure(spec.limits().timeout(), alarm.where(), Failure.of(thrown))
            : Failure.of(thrown);
    processing.failed(failure);
    ErrorReply error = error(thrown, failure);
    if (error.code() >= 500 && !late) {
      log.warn(
          "responder {}: {}: answered with {} {}: {}",
          spec.name(),
          request.subject(),
          error.code(),
          error.type(),
          failure.stack());
    } else {
      log.debug("responder {}: {}: {}", spec.name(), request.subject(), error, failure);
    }
    answer(error);
  }

  private ErrorReply error(Throwable thrown, Failure failure) {
    if (stopping) {
      return ErrorReply.stopping();
    }
    if (late) {
      return ErrorReply.timeout(spec.limits().timeout());
    }
    return thrown instanceof UndecodableException bad
        ? ErrorReply.badRequest(bad.reason())
        : ErrorReply.of(failure);
  }

  private void answer(ErrorReply error) {
    if (answered.compareAndSet(false, true)) {
      reply(spec, request, EMPTY, error.headers());
    }
  }

  private static void reply(
      ResponderSpec<?, ?> spec, IncomingRequest request, byte[] data, Headers headers) {
    try {
      request.reply(data, headers);
    } catch (Throwable thrown) { // Errors too: there is nothing more to be done for it
      log.warn("responder {}: an answer could not be sent: {}", spec.name(), Failure.of(thrown));
    }
  }

  /** By the time at which it began, so that chance has no part in the order of a set of them. */
  @Override
  public int hashCode() {
    return Long.hashCode(startedAt);
  }
}
