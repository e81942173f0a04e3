package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One delivery in work, settled once. The handler's thread brings it to an end; with manual
 * acknowledgement any other thread may settle it later.
 */
final class Work {

  private final Delivery delivery;
  private final Settler settler;
  private final Thread thread = Thread.currentThread();
  private final long startedAt = System.nanoTime();
  private final Alarm alarm = new Alarm(thread);
  private final Emissions emissions = new Emissions();
  private final AtomicBoolean settled = new AtomicBoolean();
  private volatile boolean lastAttempt;
  private volatile @Nullable Thread waiter;

  /** Work that begins now, on the calling thread. */
  Work(Delivery delivery, Settler settler) {
    this.delivery = delivery;
    this.settler = settler;
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

  boolean isSettled() {
    return settled.get();
  }

  /**
   * Whether it is noted as a last attempt that was begun, so that its end is to be noted as well.
   */
  void lastAttempt(boolean noted) {
    lastAttempt = noted;
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
   * Waits until the work is settled or has been at work for so long.
   *
   * @return whether it is settled
   */
  boolean awaitSettled(Duration limit) throws InterruptedException {
    waiter = Thread.currentThread();
    while (!settled.get()) {
      long left = limit.minus(age()).toNanos();
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
