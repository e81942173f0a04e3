package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One delivery in work, settled once. The handler's thread brings it to an end; with manual
 * acknowledgement any other thread may settle it later.
 */
final class Work {

  private final Delivery delivery;
  private final Settler settler;
  private final Thread thread;
  private final long startedAt = System.nanoTime();
  private final Alarm alarm;
  private final Emissions emissions = new Emissions();
  private final AtomicBoolean settled = new AtomicBoolean();
  private final AtomicBoolean givenUp = new AtomicBoolean();
  private volatile long limitSince = startedAt;
  private volatile Runnable whenGivenUp = () -> {};
  private volatile boolean lastAttempt;
  private volatile @Nullable BooleanSupplier lastAttemptNote;
  private volatile @Nullable Thread waiter;

  /**
   * Work that begins now.
   *
   * @param thread the one its handler runs on
   */
  Work(Delivery delivery, Settler settler, Thread thread) {
    this.delivery = delivery;
    this.settler = settler;
    this.thread = thread;
    this.alarm = new Alarm(thread);
  }

  Delivery delivery() {
    return delivery;
  }

  /** The thread its handler runs on. */
  Thread thread() {
    return thread;
  }

  /** The interrupt for when its time is up. */
  Alarm alarm() {
    return alarm;
  }

  /** How long it has been in work. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  /** How much of its time limit is used. */
  Duration limitUsed() {
    return Duration.ofNanos(System.nanoTime() - limitSince);
  }

  /**
   * It waits for others, which its time limit does not count; on its own thread.
   *
   * @return whether its time was up, and its thread interrupted; that is over
   */
  boolean suspendLimit() {
    return alarm.disarm();
  }

  /** Its handler is called, or goes on: the time limit counts from now. On its own thread. */
  void beginLimit() {
    limitSince = System.nanoTime();
    alarm.arm();
  }

  /**
   * Its thread is stuck, and somebody else goes on in its place.
   *
   * @return false if it was given up before
   */
  boolean giveUp() {
    boolean first = givenUp.compareAndSet(false, true);
    if (first) {
      whenGivenUp.run();
    }
    return first;
  }

  /** Has something done at once when it is given up, on the thread that does so. */
  void whenGivenUp(Runnable task) {
    whenGivenUp = task;
  }

  boolean isGivenUp() {
    return givenUp.get();
  }

  boolean isSettled() {
    return settled.get();
  }

  /**
   * Whether it is noted as a last attempt that was begun, so that its end is to be noted as well.
   */
  void lastAttempt(boolean noted) {
    lastAttempt = noted;
  }

  /**
   * It is a last attempt; {@code note} notes that and tells whether it may have, once it begins.
   */
  void lastAttempt(BooleanSupplier note) {
    lastAttemptNote = note;
  }

  /** What is emitted from here on may be emitted again by another call of its handler. */
  void markEmitted() {
    emissions.mark();
  }

  /** Its handler is about to be called with it, perhaps again. */
  void beforeCall() {
    emissions.rewind();
    BooleanSupplier note = lastAttemptNote;
    if (note != null) {
      lastAttempt = note.getAsBoolean();
    }
  }

  /** Publishes what follows from the message. */
  void emit(Emitter emitter, String subject, Object payload) {
    if (isSettled()) {
      throw new IllegalStateException(
          "emit to "
              + subject
              + ": message "
              + delivery.id()
              + " is settled already; emit before that");
    }
    emissions.emit(emitter, delivery, subject, payload);
  }

  /** Waits until all that was emitted is stored; once the work is settled nobody has to wait. */
  void awaitEmitted() throws InterruptedException {
    if (!isSettled()) {
      emissions.await();
    }
  }

  /**
   * Settles by the handler's own word; a second one changes nothing and is logged.
   *
   * @throws TransportException if it is an acknowledgement, and what was emitted is not stored
   */
  void settle(Outcome outcome) {
    if (outcome instanceof Outcome.Ack) {
      awaitEmittedOrThrow();
    }
    if (settled.compareAndSet(false, true)) {
      settler.settle(delivery, outcome, lastAttempt);
      LockSupport.unpark(waiter);
    } else {
      settler.settledBefore(delivery, outcome);
    }
  }

  /** Settles by what the handler's call came to, which an earlier word of its own goes before. */
  void conclude(Outcome outcome) {
    if (settled.compareAndSet(false, true)) {
      settler.settle(delivery, outcome, lastAttempt);
      LockSupport.unpark(waiter);
    } else if (!(outcome instanceof Outcome.Ack)) {
      settler.settledBefore(delivery, outcome);
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

  /** Starts the ack wait anew; without effect once the work is settled. */
  void extend() {
    delivery.extend();
  }

  /**
   * Waits until the work is settled or so much of its time limit is used.
   *
   * @return whether it is settled
   */
  boolean awaitSettled(Duration limit) throws InterruptedException {
    waiter = Thread.currentThread();
    while (!settled.get()) {
      long left = limit.minus(limitUsed()).toNanos();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }
}
