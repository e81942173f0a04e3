package dev.weft.engine.retry;

import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Kept;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds scheduled retries whose time is long past, and schedules them anew. A server whose store
 * was full when they were due takes them for delivered until it restarts.
 *
 * <p>Each look reads a few of those that wait, from where the last one ended: cheap, and in time
 * all are seen. One thread at a time looks.
 */
public final class OverdueRetries {

  private static final Logger log = LoggerFactory.getLogger(OverdueRetries.class);

  /** A server publishes what is due within a second, if its clock is right. */
  static final Duration LATE = Duration.ofMinutes(1);

  static final int AT_ONCE = 50;

  private static final String AT = "@at ";
  private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";

  private final Transport transport;
  private final String stream;
  private final String subjects;
  private final HandlerId handler;
  private final InstantSource clock;
  private final Observer observer;
  private long next = 1;

  /**
   * Nothing seen yet.
   *
   * @param original the consumer whose messages they are
   * @param handler the name of its handler
   * @param clock the server's time, as near as can be
   */
  public OverdueRetries(
      Transport transport,
      ConsumerSpec original,
      String handler,
      InstantSource clock,
      Observer observer) {
    this.transport = transport;
    this.stream = ScheduledRetries.consumerFor(original).stream();
    this.subjects = ScheduledRetries.waitingOf(original);
    this.handler = new HandlerId(handler, original.stream(), original.name());
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * What a look has found.
   *
   * @param count how many are overdue
   * @param since when the first of them was due
   * @param failure why one or more of them still wait as they did; null if all were scheduled anew
   */
  private record Found(int count, Instant since, @Nullable String failure) {}

  /**
   * Looks at some, and says in the log if there are overdue ones among them. Blocks for a round
   * trip for each.
   *
   * @throws TransportException if the stream cannot be read
   */
  public void look() {
    Found found = null;
    for (int i = 0; i < AT_ONCE; i++) {
      Kept kept = transport.next(stream, next, subjects).orElse(null);
      if (kept == null) {
        next = 1;
        break;
      }
      next = kept.sequence() + 1;
      Instant due = due(kept.headers());
      if (due != null && due.plus(LATE).isBefore(clock.instant())) {
        found = with(found, due, scheduleAnew(kept));
      }
    }
    if (found != null) {
      observer.happened(handler, Incident.RETRIES_LATE);
      warn(found);
    }
  }

  private static Found with(@Nullable Found before, Instant due, @Nullable String failure) {
    return before == null
        ? new Found(1, due, failure)
        : new Found(
            before.count() + 1,
            due.isBefore(before.since()) ? due : before.since(),
            failure == null ? before.failure() : failure);
  }

  /** Has one be due again at once, unless it was delivered meanwhile; tells why it could not. */
  private @Nullable String scheduleAnew(Kept kept) {
    Headers headers =
        kept.headers()
            .without(Headers.NATS_MESSAGE_ID) // or it would be taken for a copy of itself
            .with(EXPECTED, String.valueOf(kept.sequence()));
    try {
      transport.outbox().publish(kept.subject(), kept.data(), headers);
      return null;
    } catch (TransportException e) {
      return isThere(kept) ? String.valueOf(e.getMessage()) : null;
    }
  }

  // Or else it was delivered, or another replica has scheduled it anew.
  private boolean isThere(Kept kept) {
    return transport
        .next(stream, kept.sequence(), kept.subject())
        .filter(there -> there.sequence() == kept.sequence())
        .isPresent();
  }

  private void warn(Found found) {
    log.warn(
        "handler {}: {} retries that wait in {} are overdue, one of them since {}, and were not"
            + " delivered, as happens when the server's store is full at their time; {}",
        handler.name(),
        found.count(),
        stream,
        found.since(),
        found.failure() == null
            ? "scheduled anew"
            : "not all could be scheduled anew, next try in a minute or more: " + found.failure());
  }

  private static @Nullable Instant due(Headers headers) {
    String schedule = headers.first(ScheduledRetries.SCHEDULE).orElse("");
    try {
      return schedule.startsWith(AT) ? Instant.parse(schedule.substring(AT.length())) : null;
    } catch (DateTimeParseException e) {
      return null; // not written by a retry
    }
  }
}
