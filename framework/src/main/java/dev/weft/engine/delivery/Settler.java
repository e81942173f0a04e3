package dev.weft.engine.delivery;

import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.LogContext;
import dev.weft.engine.Observer;
import dev.weft.engine.Refusals;
import dev.weft.engine.Threads;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.ExhaustedAction;
import dev.weft.engine.deadletter.PendingRejections;
import dev.weft.engine.deadletter.Resolution;
import dev.weft.engine.retry.RetryStore;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import dev.weft.transport.SettingText;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the transport, the observer and the log how the deliveries of one handler end. */
public final class Settler {

  private static final Logger log = LoggerFactory.getLogger(Settler.class);

  /** How long a refusal is shown after it was met last. */
  private static final Duration SHOWN = Duration.ofMinutes(2);

  private final HandlerId handler;
  private final boolean confirm;
  private final ExhaustedAction exhaustedAction;
  private final AttemptJournal attemptJournal;
  private final RetryStore retryStore;
  private final Observer observer;
  private final PendingRejections pending = new PendingRejections();
  private final Refusals refusals = new Refusals(System::nanoTime);

  /**
   * A settler of one handler's deliveries.
   *
   * @param confirm whether to wait for the server's word on each settlement
   * @param exhaustedAction what is done with what is given up
   */
  public Settler(
      HandlerId handler,
      boolean confirm,
      ExhaustedAction exhaustedAction,
      AttemptJournal attemptJournal,
      RetryStore retryStore,
      Observer observer) {
    this.handler = handler;
    this.confirm = confirm;
    this.exhaustedAction = exhaustedAction;
    this.attemptJournal = attemptJournal;
    this.retryStore = retryStore;
    this.observer = observer;
  }

  /**
   * Never throws: by now nothing may fail the message.
   *
   * @param lastAttempt whether it is noted as a last attempt that was begun
   */
  public void settle(Delivery delivery, Outcome wanted, boolean lastAttempt) {
    if (wanted instanceof Outcome.Ack && !log.isDebugEnabled()) { // most: nothing is logged of them
      settleNow(delivery, wanted, lastAttempt);
    } else {
      about(delivery, () -> settleNow(delivery, wanted, lastAttempt));
    }
  }

  private void settleNow(Delivery delivery, Outcome wanted, boolean lastAttempt) {
    Resolution ending = ending(delivery, wanted);
    if (lastAttempt) {
      noteEnd(delivery, ending);
    }
    end(delivery, ending);
  }

  /**
   * Keeps and ends what the server delivers no more.
   *
   * @throws TransportException if it could not be kept, or not be ended: to be called again then
   */
  public void giveUp(Delivery delivery, Outcome.Reject reject) {
    about(delivery, () -> giveUpOrThrow(delivery, reject));
  }

  private void giveUpOrThrow(Delivery delivery, Outcome.Reject reject) {
    Resolution ending = ending(delivery, reject);
    if (ending.told() instanceof Outcome.Retry retry) {
      throw TransportException.passing(retry.reason(), null);
    }
    if (!end(delivery, ending)) {
      throw TransportException.passing("kept, but not known to be ended", null);
    }
  }

  /** How it was rejected when it was here before, if that could not be carried out then. */
  Optional<Outcome.Reject> pendingRejection(Delivery delivery) {
    return pending.find(delivery);
  }

  /** What the server refuses to take, for an operator; empty if nothing. Never blocks. */
  public Optional<String> problem() {
    return refusals.problem();
  }

  /** What a message has emitted is not stored. */
  void notEmitted(Delivery delivery, String subject, Failure failure) {
    if (failure.isUnsendable()) { // which says something of this message alone
      return;
    }
    boolean untaken =
        failure
            .as(TransportException.class)
            .filter(TransportException::isWithoutEffect)
            .isPresent();
    refusals.failed(
        untaken ? Refusals.Kind.UNTAKEN_EMISSION : Refusals.Kind.EMISSION,
        untaken ? "" : subject,
        "what "
            + where(delivery)
            + " ("
            + delivery.subject()
            + ") emits is refused: "
            + failure.text(),
        failure,
        SHOWN);
  }

  /** Something that was emitted to a subject is stored. */
  void emitted(String subject) {
    if (refusals.isAny()) {
      refusals.over(Refusals.Kind.EMISSION, subject);
      refusals.over(Refusals.Kind.UNTAKEN_EMISSION, "");
    }
  }

  // Before the settlement: a note that outlived it would have the message given up unseen when it
  // comes again.
  private void noteEnd(Delivery delivery, Resolution ending) {
    try {
      ending.stage().ifPresent(stage -> attemptJournal.note(handler, delivery, stage));
    } catch (Throwable thrown) { // the settlement goes on without it
      about(
          delivery,
          () ->
              log.warn(
                  "handler {}: {} {}: the end of its last attempt is not noted; if it comes"
                      + " again it is given up unseen: {}",
                  handler.name(),
                  delivery.subject(),
                  where(delivery),
                  Failure.of(thrown).text()));
    }
  }

  /** What this logs carries the message's fields. */
  private void about(Delivery delivery, Runnable logs) {
    @Nullable Map<String, String> before = LogContext.put(handler, delivery);
    try {
      logs.run();
    } finally {
      LogContext.restore(before);
    }
  }

  private boolean end(Delivery delivery, Resolution ending) {
    boolean sent = send(delivery, ending.sent());
    if (!ending.isLogged()) {
      log(delivery, ending.told());
    }
    observer.settled(handler, delivery, ending.told(), sent);
    return sent;
  }

  /** What the wish comes to, once a copy is kept of what needs one. */
  private Resolution ending(Delivery delivery, Outcome wanted) {
    // An interrupted thread could not wait for a copy. It is a short wait, and the flag is kept.
    boolean interrupted = Thread.interrupted();
    try {
      return switch (wanted) {
        case Outcome.Ack ack -> Resolution.of(ack);
        case Outcome.Retry retry -> postpone(delivery, retry);
        case Outcome.Reject reject -> giveUpNow(delivery, reject);
      };
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What cannot be given up now comes again for that, and not for another call of its handler. */
  private Resolution giveUpNow(Delivery delivery, Outcome.Reject reject) {
    Resolution ending = exhaustedAction.end(delivery, reject);
    Failure obstacle = ending.obstacle();
    if (obstacle == null) {
      pending.remove(delivery);
      if (refusals.isAny()) {
        refusals.over(Refusals.Kind.GIVING_UP, where(delivery));
      }
      return ending;
    }
    Duration pause = pending.add(delivery, reject);
    refusals.failed(
        Refusals.Kind.GIVING_UP,
        where(delivery),
        where(delivery)
            + " ("
            + delivery.subject()
            + ") is given up and cannot be kept: "
            + obstacle.text(),
        obstacle,
        pause.plus(SHOWN));
    return ending.after(pause);
  }

  /** The copy first, then the end of the original; without a copy the consumer delays it. */
  private Resolution postpone(Delivery delivery, Outcome.Retry retry) {
    try {
      Optional<String> kept = retryStore.keep(delivery, retry);
      if (kept.isEmpty()) {
        return Resolution.of(retry);
      }
      refusals.over(Refusals.Kind.SCHEDULE, "");
      return new Resolution(because(retry, "waits in " + kept.get()), Outcome.Ack.INSTANCE, false);
    } catch (Throwable thrown) { // Errors too: without a copy the original must not end
      Failure failure = Failure.of(thrown);
      if (!failure.isUnsendable()) {
        refusals.failed(
            Refusals.Kind.SCHEDULE,
            "",
            "retries are not scheduled: " + failure.text(),
            failure,
            SHOWN);
      }
      Outcome delayed =
          because(retry, "not scheduled, so it holds a slot meanwhile: " + failure.text());
      return Resolution.of(delayed);
    }
  }

  private static Outcome because(Outcome.Retry retry, String more) {
    return new Outcome.Retry(retry.after(), retry.reason() + " (" + more + ")", retry.cause());
  }

  /** The delivery was settled before; the first settlement counts, and this one is not sent. */
  void settledBefore(Delivery delivery, Outcome outcome) {
    about(
        delivery,
        () ->
            log.warn(
                "handler {}: {} {}: {} comes after the message was settled, and changes nothing",
                handler.name(),
                delivery.subject(),
                where(delivery),
                outcome));
  }

  /**
   * The handler's time is up, and it is interrupted.
   *
   * @param at where it was
   */
  public void overdue(Delivery delivery, Duration limit, StackTraceElement[] at) {
    about(
        delivery,
        () ->
            log.warn(
                "handler {}: {} {}: still at work after its time limit of {}; interrupting it",
                handler.name(),
                delivery.subject(),
                where(delivery),
                SettingText.of(limit),
                Threads.stack("where the handler is", at)));
    observer.happened(handler, Incident.OVERDUE);
  }

  /** The handler ignores its interrupt, and its thread is abandoned. */
  public void stuck(Delivery delivery, Thread thread) {
    about(
        delivery,
        () ->
            log.warn(
                "handler {}: {} {}: does not end when it is interrupted; its thread {} is abandoned,"
                    + " and another takes its place",
                handler.name(),
                delivery.subject(),
                where(delivery),
                thread.getName(),
                Threads.stack("where the handler is stuck", thread.getStackTrace())));
    observer.happened(handler, Incident.STUCK);
  }

  /** The source has not returned for so long, and the thread that waits for it is abandoned. */
  public void stalled(Thread thread, String problem) {
    log.warn(
        "handler {}: {}; its thread {} is abandoned, and another takes its place",
        handler.name(),
        problem,
        thread.getName(),
        Threads.stack("where it waits", thread.getStackTrace()));
    observer.happened(handler, Incident.STALLED);
  }

  private boolean send(Delivery delivery, Outcome outcome) {
    try {
      if (confirm) {
        delivery.settleConfirmed(outcome);
      } else {
        delivery.settle(outcome);
      }
      return true;
    } catch (Throwable thrown) { // Errors too: nothing after this may fail the message
      about(
          delivery,
          () ->
              log.warn(
                  "handler {}: {} {}: {} {}: {}",
                  handler.name(),
                  delivery.subject(),
                  where(delivery),
                  outcome.getClass().getSimpleName(),
                  confirm
                      ? "was not confirmed, so the message may come again"
                      : "could not be sent, so the message comes again",
                  Failure.of(thrown).text()));
      return false;
    }
  }

  private void log(Delivery delivery, Outcome outcome) {
    switch (outcome) {
      case Outcome.Ack() -> {
        if (log.isDebugEnabled()) { // or else each message's place would be written for nobody
          log.debug("handler {}: {} {}: done", handler.name(), delivery.subject(), where(delivery));
        }
      }
      case Outcome.Retry retry when retry.equals(Outcome.Retry.HANDED_BACK) ->
          log.debug(
              "handler {}: {} {}: {}",
              handler.name(),
              delivery.subject(),
              where(delivery),
              retry.reason());
      case Outcome.Retry retry -> {
        log.warn(
            "handler {}: {} {}: attempt {} failed, again in {}: {}{}",
            handler.name(),
            delivery.subject(),
            where(delivery),
            delivery.attempt(),
            SettingText.rounded(retry.after()),
            retry.reason(),
            causedBy(retry.cause()));
        if (retry.cause() != null) {
          log.debug("the failure: {}", retry.cause().stack());
        }
      }
      case Outcome.Reject reject -> {
        log.error(
            "handler {}: {} {}: terminated on attempt {}: {}{}",
            handler.name(),
            delivery.subject(),
            where(delivery),
            delivery.attempt(),
            reject.reason(),
            reject.cause() == null ? "" : "\n" + reject.cause().stack());
      }
    }
  }

  private static String causedBy(@Nullable Failure failure) {
    return failure == null ? "" : failure.rootCause().map(root -> "; caused by " + root).orElse("");
  }

  private static String where(Delivery delivery) {
    return delivery.position().map(StreamPosition::toString).orElseGet(delivery::id);
  }
}
