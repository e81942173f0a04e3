package dev.weft.memory;

import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Decides which message is delivered next, by the rules of a durable JetStream consumer with
 * explicit acknowledgement. Guarded by {@link Guard}.
 *
 * <p>As on a server a settlement goes by the message, not by the delivery: that of an earlier
 * delivery, come late, settles the message for whoever has it now.
 */
final class MemoryConsumer {

  private final MemoryStream stream;
  private final ConsumerSettings settings;
  private final Guard guard;
  private final Ticker ticker;
  private final Unsettled unsettled;
  private final Condition changed;
  // The sequence from which on nothing has been delivered yet.
  private long cursor;
  private int waiting;
  private long delivered;

  MemoryConsumer(
      String name,
      MemoryStream stream,
      ConsumerSettings settings,
      Advisories advisories,
      Guard guard,
      Ticker ticker) {
    this.stream = stream;
    this.settings = settings;
    this.guard = guard;
    this.ticker = ticker;
    this.unsettled =
        new Unsettled(
            settings.limits().maxDeliver(),
            entry -> advisories.ended(name, entry.message(), entry.deliveries()));
    this.changed = guard.condition();
    this.cursor = first();
  }

  ConsumerSettings settings() {
    return settings;
  }

  /** What can be delivered now, {@code demand} at most; redelivered ones come first. */
  List<Delivery> take(int demand) {
    stream.publishDue();
    long now = ticker.nanos();
    unsettled.lineUpDue(now);
    long earliest = unsettled.earliest();
    var taken = new ArrayList<Delivery>();
    while (taken.size() < demand) {
      Unsettled.Entry entry = next(now + settings.limits().ackWait());
      if (entry == null) {
        break;
      }
      taken.add(
          new MemoryDelivery(
              entry.message(),
              entry.deliveries(),
              ++delivered,
              this,
              settings.headersOnly(),
              guard));
    }
    if (unsettled.earliest() < earliest) {
      // Other sources sleep until the former time: one of them has to see this one's ack wait end.
      wake();
    }
    return List.copyOf(taken);
  }

  /** Waits until {@link #take} may have more to give, or the time is over. */
  @SuppressWarnings("WaitNotInLoop") // the source loops: only it knows its deadline and its end
  void awaitChange(long nanos) throws InterruptedException {
    long due = Math.min(unsettled.earliest(), stream.nextDue());
    long sleep = due == Unsettled.NEVER ? nanos : Math.min(nanos, ticker.sleepUntil(due));
    waiting++;
    try {
      changed.await(sleep, TimeUnit.NANOSECONDS);
    } finally {
      waiting--;
    }
  }

  ConsumerState state() {
    stream.publishDue();
    unsettled.lineUpDue(ticker.nanos());
    return new ConsumerState(
        stream.countFrom(cursor, settings::take),
        unsettled.size(),
        waiting,
        bound(settings.limits().maxAckPending()),
        bound(settings.limits().maxDeliver()),
        new ConsumerState.Delivered(delivered, cursor - 1));
  }

  /** A message of the stream, whether or not it is still to be settled. */
  Optional<Delivery> recall(long sequence, int deliveries) {
    return stream
        .message(sequence)
        .map(message -> new MemoryDelivery(message, deliveries, 0, this, false, guard));
  }

  /** The stream has a new message. */
  void stored(StoredMessage message) {
    if (settings.take(message.subject())) {
      wake();
    }
  }

  /** How long a delivery may stay unsettled. */
  Duration ackWait() {
    return Duration.ofNanos(settings.limits().ackWait());
  }

  void settle(long sequence, Outcome outcome) {
    unsettled.lineUpDue(ticker.nanos());
    switch (outcome) {
      case Outcome.Ack ack -> finish(sequence);
      case Outcome.Reject reject -> finish(sequence);
      case Outcome.Retry retry -> retry(sequence, retry.after());
    }
    // A slot is free, or something is due sooner than those who wait for it know.
    wake();
  }

  void extend(long sequence) {
    long now = ticker.nanos();
    unsettled.lineUpDue(now);
    unsettled.postpone(sequence, now + settings.limits().ackWait());
  }

  /** Has every waiting source look again. */
  void wake() {
    changed.signalAll();
  }

  private void finish(long sequence) {
    unsettled.remove(sequence);
    stream.finished(sequence);
  }

  private void retry(long sequence, Duration after) {
    if (after.isZero()) {
      unsettled.lineUp(sequence);
    } else {
      unsettled.postpone(sequence, ticker.nanos() + Ticker.nanosOf(after));
    }
  }

  private Unsettled.@Nullable Entry next(long due) {
    Unsettled.Entry again = unsettled.deliverAgain(due);
    while (again != null) {
      if (stream.has(again.message().sequence())) {
        return again;
      }
      // The stream has let it go meanwhile, to make room for newer ones.
      unsettled.remove(again.message().sequence());
      again = unsettled.deliverAgain(due);
    }
    if (unsettled.size() >= settings.limits().maxAckPending()) {
      return null;
    }
    StoredMessage message = nextNew();
    return message == null ? null : unsettled.deliver(message, due);
  }

  private @Nullable StoredMessage nextNew() {
    StoredMessage message = stream.from(cursor);
    while (message != null) {
      cursor = message.sequence() + 1;
      if (settings.take(message.subject())) {
        return message;
      }
      message = stream.from(cursor);
    }
    return null;
  }

  private static int bound(long most) {
    return most == Long.MAX_VALUE ? -1 : (int) Math.min(most, Integer.MAX_VALUE);
  }

  private long first() {
    return switch (settings.start()) {
      case ALL -> 1;
      case NEW -> stream.lastSequence() + 1;
      case BY_START_SEQUENCE -> settings.startSequence();
      case LAST ->
          stream.lastFirst().stream()
              .filter(message -> settings.take(message.subject()))
              .findFirst()
              .map(StoredMessage::sequence)
              .orElse(stream.lastSequence() + 1);
    };
  }
}
