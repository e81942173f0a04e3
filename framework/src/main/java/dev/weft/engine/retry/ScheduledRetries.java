package dev.weft.engine.retry;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.ReceiveMode;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.SideStream;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.source.ConsumerCreation;
import dev.weft.engine.source.MessageMemory;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Presence;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps long retries as scheduled messages in a stream beside the original one: {@code
 * ORDERS_RETRY} beside {@code ORDERS}. When one is due the server publishes it to {@code
 * RETRY.ORDERS.<consumer>.due}, where a consumer of the handler's own takes it.
 *
 * <p>Each original has one subject to wait on, and a subject has one schedule: what is scheduled
 * again, because its acknowledgement was lost, replaces the schedule that waits.
 */
public final class ScheduledRetries implements RetryStore {

  private static final Logger log = LoggerFactory.getLogger(ScheduledRetries.class);

  private static final String DUE = ".due";
  private static final String LATER = ".later.";
  static final String SCHEDULE = "Nats-Schedule";
  private static final String TARGET = "Nats-Schedule-Target";

  /** More than the server adds to a message that is due, beside the subject it waited on. */
  private static final int ADDED = 256;

  private static final Set<String> SHARED = Set.of("ack_wait", "max_ack_pending");

  /**
   * Which retries are kept as scheduled messages, and until when.
   *
   * @param longerThan waits up to this are left to the consumer
   * @param clock the server's time, as near as can be
   * @param machine tells how old an answer of the server is
   */
  public record Timing(Duration longerThan, InstantSource clock, Machine machine) {}

  private final Transport transport;
  private final ConsumerSpec due;
  private final String subject;
  private final Timing timing;
  private final RetryWatch watch;
  private final Runnable restore;
  private final Runnable look;
  private final RetryRoom room;

  /**
   * Retries of one consumer's messages.
   *
   * @param original the consumer that they come from at first
   * @param timing which retries wait here, and until when
   * @param watch of all handlers of the original's stream
   * @param restore creates the stream if it is gone
   * @param look called every 10 s while some may wait; returns at once
   */
  public ScheduledRetries(
      Transport transport,
      ConsumerSpec original,
      Timing timing,
      RetryWatch watch,
      Runnable restore,
      Runnable look) {
    this.transport = transport;
    this.due = consumerFor(original);
    this.subject = subjectFor(original);
    this.timing = timing;
    this.watch = watch;
    this.restore = restore;
    this.look = look;
    this.room = new RetryRoom(timing.machine(), transport, due.stream());
  }

  /** The consumer that takes what is due, with the original's bounds. */
  public static ConsumerSpec consumerFor(ConsumerSpec original) {
    var settings = new HashMap<>(original.settings());
    settings.keySet().retainAll(SHARED);
    settings.put("filter_subject", subjectFor(original) + DUE);
    return new ConsumerSpec(SideStream.RETRIES.name(original.stream()), original.name(), settings);
  }

  @Override
  public Optional<String> keep(Delivery delivery, Outcome.Retry retry) {
    StreamPosition position = delivery.position().orElse(null);
    // The server is asked each time: an older one, met after a reconnect, would store the copy
    // and never deliver it.
    if (retry.after().compareTo(timing.longerThan()) <= 0
        || position == null
        || !transport.keepsSchedules()) {
      return Optional.empty();
    }
    // Sequences start anew when a stream is re-created: only with the time it names one message.
    String one = position.sequence() + "-" + delivery.timestamp().toEpochMilli();
    byte[] data = delivery.storedData();
    Headers headers =
        RetryHeaders.write(delivery, position, data)
            .with(Headers.NATS_MESSAGE_ID, due.name() + "/" + one + "/" + delivery.attempt())
            .with(SCHEDULE, "@at " + at(retry.after()))
            .with(TARGET, subject + DUE);
    String later = subject + LATER + one;
    // With room for what the server adds when it is due.
    int size = SizeLimit.bytes(headers) + ADDED;
    transport.outbox().limit().check(later, size, data.length);
    room.take(size + later.length() + data.length, retry.after());
    PublishReceipt kept = publishTwice(later, data, headers);
    if (kept.duplicate() && !waits(later)) {
      // It was scheduled under this id and delivered since; its consumer counts from one again.
      kept = publish(later, data, headers.without(Headers.NATS_MESSAGE_ID));
    }
    watch.scheduled(due.name());
    return Optional.of(kept.position().toString());
  }

  private boolean waits(String later) {
    return transport.next(due.stream(), 1, later).isPresent();
  }

  private PublishReceipt publishTwice(String later, byte[] data, Headers headers) {
    try {
      return publish(later, data, headers);
    } catch (TransportException e) {
      if (e.isLasting()) {
        throw e;
      }
      if (e.isWithoutEffect()) {
        restore.run(); // nobody takes the subject
      }
      return publish(later, data, headers); // under the same id, so it is kept once
    }
  }

  @Override
  public Source with(
      Source main,
      ReceiveMode mode,
      MessageMemory.Share memory,
      HandlerId handler,
      Observer observer,
      Housekeeper housekeeper) {
    var retries = new DueRetries(this::open, due, memory, handler, observer, housekeeper);
    Runnable forget = () -> watch.remove(due.name(), retries);
    var merged = new MergedSource(main, mode, retries, forget, housekeeper.machine());
    watch.add(due.name(), retries, housekeeper);
    return merged;
  }

  @Override
  public void look() {
    if (watch.isWaiting(due.name())) {
      look.run();
    }
  }

  private Source open() {
    restore.run();
    switch (transport.inspect(due)) {
      case Presence.Same() -> {}
      case Presence.Absent() -> {
        ConsumerCreation.create(transport, due);
        log.info("consumer {}/{}: created", due.stream(), due.name());
      }
      case Presence.Differs(var differences) -> {
        ConsumerCreation.refuseOther(transport, due, "filter_subject");
        log.warn(
            "consumer {}/{}: not as configured, and used as it is: {}",
            due.stream(),
            due.name(),
            String.join("; ", differences));
      }
    }
    return transport.open(due, ReceiveMode.PULL);
  }

  private PublishReceipt publish(String to, byte[] data, Headers headers) {
    return transport.outbox().publish(to, data, headers);
  }

  // Never sooner than asked for.
  private String at(Duration after) {
    return timing
        .clock()
        .instant()
        .plus(after)
        .plusMillis(1)
        .truncatedTo(ChronoUnit.MILLIS)
        .toString();
  }

  /** Where retries of a consumer's messages wait until they are due. */
  static String waitingOf(ConsumerSpec original) {
    return subjectFor(original) + LATER + ">";
  }

  private static String subjectFor(ConsumerSpec original) {
    return SideStream.RETRIES.prefix(original.stream()) + original.name();
  }
}
