package dev.weft.engine;

import dev.weft.Headers;
import dev.weft.RefuseException;
import dev.weft.Request;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.TransportException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request in work, answered once, whatever comes of it.
 *
 * <p>Made and {@linkplain #run run} on a thread of its own; the rest may be called from any.
 */
final class Inquiry<Q, A> {

  private static final Logger log = LoggerFactory.getLogger(Inquiry.class);
  private static final byte[] EMPTY = {};

  private final ResponderSpec<Q, A> spec;
  private final IncomingRequest request;
  private final Observer observer;
  private final Runnable givePlace;
  private final Thread thread = Thread.currentThread();
  private final Alarm alarm = new Alarm(thread);
  private final long startedAt = System.nanoTime();
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile boolean abandoned;

  /**
   * An inquiry that the calling thread is to run.
   *
   * @param givePlace called once, when the responder has ended
   */
  Inquiry(
      ResponderSpec<Q, A> spec, IncomingRequest request, Observer observer, Runnable givePlace) {
    this.spec = spec;
    this.request = request;
    this.observer = observer;
    this.givePlace = givePlace;
  }

  /** Answers the request; never throws. */
  void run() {
    try (Observer.Processing processing = observer.responding(spec.id(), request)) {
      try {
        send(work());
      } catch (Throwable failure) { // Errors too: somebody waits for an answer
        processing.failed(failure);
        refuse(failure);
      }
    }
  }

  // Its place is free before its answer is out: who asks again on that is not to find it taken.
  private byte[] work() throws Exception {
    try {
      return respond(decode());
    } finally {
      givePlace.run();
    }
  }

  /** Answers that the time is up and interrupts the responder, if it is; once. */
  void look() {
    if (System.nanoTime() - startedAt >= spec.timeout().toNanos() && alarm.ring()) {
      log.warn(
          "responder {}: {}: still at work after its time limit of {} ms; interrupting it",
          spec.name(),
          request.subject(),
          spec.timeout().toMillis());
      observer.happened(spec.id(), Incident.OVERDUE);
      // It may ignore the interrupt, and the housekeeper's thread must not wait for the connection.
      Thread.ofVirtual().start(() -> answer(ErrorReply.timeout(spec.timeout())));
    }
  }

  /** The runtime does not wait any longer: interrupts the responder. */
  void abandon() {
    abandoned = true;
    thread.interrupt();
  }

  /** Answers a request that does not get so far as to be in work. */
  static void refuse(
      ResponderSpec<?, ?> spec, IncomingRequest request, Observer observer, ErrorReply error) {
    try (Observer.Processing processing = observer.responding(spec.id(), request)) {
      processing.failed(new RefuseException(error.code(), error.type(), error.message()));
      reply(spec, request, EMPTY, error.headers());
    }
  }

  private Request<Q> decode() throws UndecodableException {
    try {
      return new Request<>(
          spec.requests().decode(request.data(), request.headers()),
          request.subject(),
          request.headers());
    } catch (Exception e) {
      throw new UndecodableException(e);
    }
  }

  private byte[] respond(Request<Q> decoded) throws Exception {
    alarm.arm();
    A answer;
    try {
      answer = spec.responder().respond(decoded);
    } catch (Throwable failure) {
      if (alarm.disarm()) {
        throw new TimeLimitException(spec.timeout(), failure);
      }
      throw failure;
    }
    if (alarm.disarm()) {
      throw new TimeLimitException(spec.timeout(), null); // too late: the requester has been told
    }
    return spec.answers().encode(answer);
  }

  private void send(byte[] data) {
    if (answered.compareAndSet(false, true)) {
      try {
        request.reply(data, Headers.of("Content-Type", spec.answers().contentType()));
      } catch (RuntimeException e) {
        answered.set(false); // nothing was sent, it may be too large; say so instead
        throw e;
      }
    }
  }

  private void refuse(Throwable failure) {
    ErrorReply error = error(failure);
    if (error.code() >= 500 && !(failure instanceof TimeLimitException)) {
      log.warn(
          "responder {}: {}: answered with {} {}",
          spec.name(),
          request.subject(),
          error.code(),
          error.type(),
          failure);
    } else {
      log.debug("responder {}: {}: {}", spec.name(), request.subject(), error, failure);
    }
    answer(error);
  }

  private ErrorReply error(Throwable failure) {
    if (abandoned) {
      return ErrorReply.stopping();
    }
    return switch (failure) {
      case UndecodableException bad -> ErrorReply.badRequest(bad.reason());
      case TimeLimitException late -> ErrorReply.timeout(spec.timeout());
      default -> ErrorReply.of(failure);
    };
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
    } catch (TransportException e) {
      log.warn("responder {}: an answer could not be sent: {}", spec.name(), e.getMessage());
    }
  }
}
