package dev.weft.engine.delivery;

import dev.weft.PublishOptions;
import dev.weft.RetryException;
import dev.weft.TransportException;
import dev.weft.engine.clock.Alarm;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.publish.Emissions;
import dev.weft.engine.publish.Emitter;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to handle a delivery, which is settled once: by the thread of its handler, or with
 * manual acknowledgement by any thread, also later.
 */
public final class Attempt extends OneSettlement implements Emissions.Heard {

  private enum Course {
    AT_WORK,
    ENDED,
    ABANDONED
  }

  private final Delivery delivery;
  private final Settler settler;
  private final Thread thread;
  private final long startedAt;
  private final Alarm alarm;
  private final Emissions emissions;
  // The thread that sets it decides which one goes on: its own thread, or a replacement.
  private final AtomicReference<Course> course = new AtomicReference<>(Course.AT_WORK);
  private volatile long limitSince;
  private volatile Runnable onAbandon = () -> {};
  private volatile boolean held;
  private volatile long breakerPeriod;
  private volatile boolean lastAttempt;
  private volatile @Nullable BooleanSupplier lastAttemptNote;
  private Outcome.@Nullable Retry handedBack; // of its own thread

  /**
   * An attempt that begins now.
   *
   * @param thread the one its handler runs on
   */
  public Attempt(Delivery delivery, Settler settler, Thread thread) {
    super(settler.machine());
    this.delivery = delivery;
    this.settler = settler;
    this.thread = thread;
    this.startedAt = machine.nanoTime();
    this.limitSince = startedAt;
    this.alarm = new Alarm(thread);
    this.emissions = new Emissions(machine, this);
  }

  public Delivery delivery() {
    return delivery;
  }

  /** The thread its handler runs on. */
  public Thread thread() {
    return thread;
  }

  /** The interrupt for when its time is up. */
  public Alarm alarm() {
    return alarm;
  }

  /** It begins, in that {@linkplain Breaker#period period} of its worker's breaker. */
  void beginIn(long period) {
    breakerPeriod = period;
  }

  /** The period of its worker's breaker that it began in. */
  public long breakerPeriod() {
    return breakerPeriod;
  }

  /** How long it has been under way. */
  public Duration age() {
    return Duration.ofNanos(machine.nanoTime() - startedAt);
  }

  /** How much of its time limit is used. */
  public Duration limitUsed() {
    return Duration.ofNanos(machine.nanoTime() - limitSince);
  }

  /**
   * It waits for others, which its time limit does not count; on its own thread.
   *
   * @return whether its time was up, and its thread interrupted; that is over
   */
  public boolean suspendLimit() {
    return alarm.disarm();
  }

  /** Its handler is called, or goes on: the time limit counts from now. On its own thread. */
  public void beginLimit() {
    limitSince = machine.nanoTime();
    alarm.arm();
  }

  /** It waits for its turn to begin, or no longer: then the time limit counts from now. */
  void hold(boolean waiting) {
    limitSince = machine.nanoTime();
    held = waiting;
  }

  /** Whether its handler may be running, as far as anybody waits for that. */
  boolean isBusy() {
    return !held && course.get() != Course.ABANDONED;
  }

  /** Whether nothing follows any more: it has ended, or was abandoned and is settled. */
  boolean isOver() {
    Course now = course.get();
    return now == Course.ENDED || (now == Course.ABANDONED && isSettlementMade());
  }

  /**
   * Its thread is stuck, and a replacement goes on.
   *
   * @return false if it was abandoned before, or has ended
   */
  public boolean abandon() {
    boolean mine = course.compareAndSet(Course.AT_WORK, Course.ABANDONED);
    if (mine) {
      onAbandon.run();
    }
    return mine;
  }

  /** Has something done at once when it is abandoned, on the thread that does so. */
  public void onAbandon(Runnable task) {
    onAbandon = task;
  }

  /**
   * Its thread is through with it.
   *
   * @return false if it was abandoned, so that a replacement goes on
   */
  public boolean end() {
    return course.compareAndSet(Course.AT_WORK, Course.ENDED);
  }

  /** How it was rejected when it was here before, if that could not be carried out then. */
  Optional<Outcome.Reject> pendingRejection() {
    return settler.pendingRejection(delivery);
  }

  /** Whether the journal has a note of it as a last attempt, so that its end is noted as well. */
  void lastAttempt(boolean noted) {
    lastAttempt = noted;
  }

  /**
   * It is a last attempt; {@code note} notes that and tells whether it may have, once it begins.
   */
  void lastAttempt(BooleanSupplier note) {
    lastAttemptNote = note;
  }

  /**
   * Its handler is about to be asked for, perhaps again: what is emitted from here on may be
   * emitted again by another call of it.
   */
  public void markEmitted() {
    handedBack = null; // of a call before, by a middleware that calls again
    emissions.mark();
  }

  /** Its handler is about to be called with it, perhaps again. */
  public void beforeCall() {
    emissions.rewind();
    BooleanSupplier note = lastAttemptNote;
    if (note != null) {
      lastAttempt = note.getAsBoolean();
    }
  }

  /**
   * Its handler is not called now, and it is handed back, whatever the middleware makes of the
   * exception. On its own thread.
   *
   * @param after the delay before the next delivery
   * @return what ends the call, for the caller to throw through the middleware
   */
  public RetryException handBack(Duration after) {
    String reason = "its worker pauses before it was handled by itself";
    handedBack =
        after.isZero() ? Outcome.Retry.HANDED_BACK : new Outcome.Retry(after, reason, null);
    return new RetryException(after, "not handled, and handed back: its worker takes no more");
  }

  /** How it goes back unhandled; null if it does not. On its own thread. */
  Outcome.@Nullable Retry handedBack() {
    return handedBack;
  }

  /** Publishes what follows from the message. */
  void emit(Emitter emitter, String subject, Object payload, PublishOptions options) {
    if (isSettled()) {
      throw new IllegalStateException(
          "emit to "
              + subject
              + ": message "
              + delivery.id()
              + " is settled already; emit before that");
    }
    emissions.emit(emitter, delivery, subject, payload, options);
  }

  /** Waits until all that was emitted is stored; once the attempt is settled nobody has to wait. */
  void awaitEmitted() throws InterruptedException {
    if (!isSettled()) {
      emissions.await();
    }
  }

  @Override
  public void stored(String subject) {
    settler.emitted(subject);
  }

  @Override
  public void failed(String subject, TransportException failure) {
    settler.notEmitted(delivery, subject, Failure.of(failure));
  }

  /**
   * Settles as the handler asks for; a second settlement changes nothing and is logged.
   *
   * @throws TransportException if it is an acknowledgement, and what was emitted is not stored
   */
  public void settle(Outcome outcome) {
    if (outcome instanceof Outcome.Ack) {
      awaitEmittedOrThrow();
    }
    if (!hasSettled(outcome)) {
      settler.settledBefore(delivery, outcome);
    }
  }

  /**
   * Settles with the outcome of the call, unless the handler has settled it already. When this
   * returns, the settlement was made, by this thread or another one.
   */
  public void conclude(Outcome outcome) {
    if (!hasSettled(outcome)) {
      awaitSettlement();
      if (!(outcome instanceof Outcome.Ack)) {
        settler.settledBefore(delivery, outcome);
      }
    }
  }

  private boolean hasSettled(Outcome outcome) {
    if (!beginSettlement()) {
      return false;
    }
    try {
      settler.settle(delivery, outcome, lastAttempt);
    } finally {
      settlementMade();
    }
    return true;
  }

  /**
   * Settles it past its settler, so that no observer hears of it: for an attempt that failed in
   * Weft itself. Does nothing if it is settled, or a thread is about to settle it.
   */
  void settleUntold(Outcome outcome) {
    if (beginSettlement()) {
      try {
        delivery.settle(outcome);
      } finally {
        settlementMade();
      }
    }
  }

  private void awaitEmittedOrThrow() {
    try {
      awaitEmitted();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(
          "message "
              + delivery.id()
              + " is not acknowledged: interrupted before what it emitted was stored",
          e);
    }
  }

  /** Starts the ack wait anew; without effect once the attempt is settled. */
  void extend() {
    delivery.extend();
  }

  /**
   * Waits until the settlement is made, or so much of its time limit is used and nobody has begun
   * to settle it.
   *
   * @return whether it is settled
   */
  boolean awaitSettled(Duration limit) throws InterruptedException {
    return isSettlementMade() || awaitSettlement(() -> limit.minus(limitUsed()).toNanos());
  }

  /**
   * By the time at which it began, so that a set of attempts has an order in which chance has no
   * part. Each equals itself alone.
   */
  @Override
  public int hashCode() {
    return Long.hashCode(startedAt);
  }
}
