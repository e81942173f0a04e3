package dev.weft.engine.dispatch;

import dev.weft.StreamPosition;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.clock.KeepAlive;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.InFlight;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.source.MessageMemory;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Handles the messages in the mailboxes of a worker's keys, on never more threads than there are
 * keys with work: each takes the next mailbox that is ready, handles the first message of it, and
 * ends when none is ready. A message that is retried keeps its place at the head.
 *
 * <p>Any thread may call any method.
 */
public final class KeyedExecutor {

  private final Slots slots;
  private final Gate gate;
  private final InFlight inFlight;
  private final MessageMemory.Share memory;
  private final KeyedSchedule schedule;

  /**
   * Nothing in flight.
   *
   * @param gate asked before each message
   * @param inFlight makes several attempts at once
   * @param housekeeper says when the pause before another attempt is over
   * @param memory what is here of it; none is taken while it is full
   */
  public KeyedExecutor(
      Slots slots,
      Gate gate,
      InFlight inFlight,
      Housekeeper housekeeper,
      MessageMemory.Share memory) {
    this.slots = slots;
    this.gate = gate;
    this.inFlight = inFlight;
    this.memory = memory;
    this.schedule = new KeyedSchedule(slots, gate, housekeeper, this::serve);
  }

  /** As {@link Dispatch#inFlight}. */
  InFlight inFlight() {
    return inFlight;
  }

  /** As {@link Dispatch#awaitRoom}. */
  public int awaitRoom() throws InterruptedException {
    int room = schedule.awaitRoom();
    return room > 0 && memory.awaitRoom(Dispatch.LOOK) ? room : 0;
  }

  /** Puts a delivery into its key's mailbox, unless the answer says otherwise. */
  public Mailboxes.Entry add(String key, Delivery delivery) {
    return schedule.add(key, delivery);
  }

  /** As {@link Mailboxes#copyOf}. */
  Mailboxes.@Nullable Entry copyOf(Delivery delivery) {
    return schedule.copyOf(delivery);
  }

  /** As {@link Dispatch#tryOne}. */
  boolean tryOne() throws InterruptedException {
    return schedule.tryOne(first -> serve(first, Admission.TRIAL));
  }

  /** Waits until nothing is in flight. */
  public void awaitQuiet() throws InterruptedException {
    slots.throttle().wake(); // who waits for a turn looks whether it is still to come
    schedule.awaitQuiet();
  }

  /**
   * Adds nothing more until {@link #accept}; what is behind a message in flight is handed back when
   * that has ended. Does nothing if the gate is open again: what has come since stays in its order.
   *
   * @return what else has not started, for the caller to hand back
   */
  List<KeyedDelivery> refuse() {
    slots.throttle().wake();
    return schedule.refuse();
  }

  /** Takes {@link #refuse} back, unless the gate is shut, for a source with that ack wait. */
  void accept(Duration ackWait) {
    schedule.accept(ackWait);
  }

  /** The thread of an attempt is stuck and was abandoned; its mailbox goes on without it. */
  void replace(Attempt attempt) {
    inFlight.remove(attempt);
    schedule.abandoned((KeyedDelivery) attempt.delivery());
  }

  /** Extends all that is here, in flight or waiting. Takes no lock, see {@link KeepAlive}. */
  void extend(Extensions each) {
    schedule.held().forEach(each::extend);
  }

  /** Where the stream keeps what is here and not settled. */
  Set<StreamPosition> unsettled() {
    return schedule.held().stream()
        .filter(delivery -> !delivery.isSettled())
        .map(delivery -> delivery.position().orElseThrow())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** How many messages are here, in flight or waiting. */
  int holding() {
    return schedule.holding();
  }

  /** As {@link Dispatch#nanosPerMessage}. */
  long nanosPerMessage() {
    return (long) (inFlight.serviceNanos() / slots.concurrency());
  }

  /** What a thread does. */
  private void serve() {
    serve(schedule.first(), Admission.ALL);
  }

  private void serve(@Nullable KeyedDelivery first, Admission firstPass) {
    KeyedDelivery delivery = first;
    boolean over = false;
    try {
      Admission pass = firstPass;
      while (delivery != null) {
        delivery = handle(delivery, pass);
        pass = Admission.ALL;
      }
      over = true;
    } finally {
      if (!over) {
        schedule.lost(delivery);
      }
    }
  }

  /** One message's turn on this thread; returns what the thread goes on with, null if nothing. */
  private @Nullable KeyedDelivery handle(KeyedDelivery delivery, Admission pass) {
    if (slots.throttle().isOn() && !slots.throttle().awaitTurn(gate, pass)) {
      return schedule.notBegun(delivery);
    }
    delivery.nextAttempt();
    // If the thread was abandoned meanwhile, another one goes on.
    return inFlight.run(delivery) ? schedule.finished(delivery) : null;
  }
}
