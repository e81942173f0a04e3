package dev.weft.engine;

import dev.weft.TransportException;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.Optional;

/**
 * What the server refuses of one handler's deliveries: what they emit, their retries and their dead
 * letters. Any thread may call any method.
 */
public final class DeliveryRefusals {

  /** How long a refusal is shown after it was met last. */
  private static final Duration SHOWN = Duration.ofMinutes(2);

  private final Refusals refusals;

  /** Nothing is refused. */
  public DeliveryRefusals(Machine machine) {
    this.refusals = new Refusals(machine::nanoTime);
  }

  /** What is refused now, for an operator; empty if nothing is. Never blocks. */
  public Optional<String> problem() {
    return refusals.problem();
  }

  /** A message emitted something that is not stored. */
  public void notEmitted(Delivery delivery, String subject, Failure failure) {
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
        "what " + named(delivery) + " emits is refused: " + failure.text(),
        failure,
        SHOWN);
  }

  /** Something that was emitted to the subject is stored. */
  public void emitted(String subject) {
    if (refusals.isAny()) {
      refusals.over(Refusals.Kind.EMISSION, subject);
      refusals.over(Refusals.Kind.UNTAKEN_EMISSION, "");
    }
  }

  /** A message is given up, and cannot be kept; it comes again after the pause. */
  public void notKept(Delivery delivery, Failure failure, Duration pause) {
    refusals.failed(
        Refusals.Kind.GIVING_UP,
        LogContext.place(delivery),
        named(delivery) + " is given up and cannot be kept: " + failure.text(),
        failure,
        pause.plus(SHOWN));
  }

  /** A message was given up, and kept. */
  public void kept(Delivery delivery) {
    if (refusals.isAny()) {
      refusals.over(Refusals.Kind.GIVING_UP, LogContext.place(delivery));
    }
  }

  /** A retry could not be scheduled. */
  public void notScheduled(Failure failure) {
    if (!failure.isUnsendable()) {
      refusals.failed(
          Refusals.Kind.SCHEDULE,
          "",
          "retries are not scheduled: " + failure.text(),
          failure,
          SHOWN);
    }
  }

  /** A retry was scheduled. */
  public void scheduled() {
    refusals.over(Refusals.Kind.SCHEDULE, "");
  }

  private static String named(Delivery delivery) {
    return LogContext.place(delivery) + " (" + delivery.subject() + ")";
  }
}
