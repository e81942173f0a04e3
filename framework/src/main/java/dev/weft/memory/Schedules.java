package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.transport.settings.SubjectPattern;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The messages that a stream holds until their time, one for each subject. Guarded by {@link
 * Guard}.
 */
final class Schedules {

  private static final String AT = "Nats-Schedule";
  private static final String TARGET = "Nats-Schedule-Target";
  private static final String PREFIX = "@at ";

  /** What makes a message a scheduled one. */
  static final Set<String> HEADERS = Set.of(AT, TARGET);

  /**
   * A message that waits.
   *
   * @param target the subject it is to be published to
   * @param due when, by the ticker
   */
  record Schedule(StoredMessage message, String target, long due) {

    /** What the server sends on: neither the order nor the id by which it was stored once. */
    Headers headers() {
      Headers headers = message.headers().without(Headers.NATS_MESSAGE_ID);
      for (String name : HEADERS) {
        headers = headers.without(name);
      }
      return headers.with("Nats-Scheduler", message.subject()).with("Nats-Schedule-Next", "purge");
    }
  }

  private final String stream;
  private final StreamSettings settings;
  private final Ticker ticker;
  private final Map<String, Schedule> bySubject = new HashMap<>();
  private final NavigableSet<Schedule> byTime =
      new TreeSet<>(
          Comparator.comparingLong(Schedule::due)
              .thenComparingLong(schedule -> schedule.message().sequence()));

  Schedules(String stream, StreamSettings settings, Ticker ticker) {
    this.stream = stream;
    this.settings = settings;
    this.ticker = ticker;
  }

  /** When the first of them is due, or {@link Unsettled#NEVER}. */
  long earliest() {
    return byTime.isEmpty() ? Unsettled.NEVER : byTime.first().due();
  }

  /**
   * Refuses a schedule that could not be kept.
   *
   * @return whether the message is to be scheduled
   */
  boolean check(String subject, Headers headers) {
    Optional<String> at = headers.first(AT);
    Optional<String> target = headers.first(TARGET);
    if (at.isEmpty() && target.isEmpty()) {
      return false;
    }
    if (!settings.schedules()) {
      throw refusal(subject, "does not have allow_msg_schedules");
    }
    due(subject, at.orElse(""));
    if (target.isEmpty()
        || target.get().equals(subject)
        || !SubjectPattern.of(target.get()).isLiteral()
        || !settings.take(target.get())) {
      throw refusal(
          subject, "needs another subject of its own in " + TARGET + ", not " + target.orElse(""));
    }
    return true;
  }

  /**
   * Has a checked message wait.
   *
   * @return the one that waited on its subject before, and does so no more
   */
  Optional<StoredMessage> add(StoredMessage message) {
    Headers headers = message.headers();
    long due = due(message.subject(), headers.first(AT).orElse(""));
    var schedule = new Schedule(message, headers.first(TARGET).orElse(""), due);
    Schedule before = bySubject.put(message.subject(), schedule);
    byTime.add(schedule);
    if (before == null) {
      return Optional.empty();
    }
    byTime.remove(before);
    return Optional.of(before.message());
  }

  /** Takes out those whose time has come, in its order. */
  List<Schedule> removeDue() {
    long now = ticker.nanos();
    if (earliest() > now) {
      return List.of();
    }
    var due = new ArrayList<Schedule>();
    while (earliest() <= now) {
      Schedule first = byTime.removeFirst();
      bySubject.remove(first.message().subject());
      due.add(first);
    }
    return due;
  }

  private long due(String subject, String at) {
    try {
      if (at.startsWith(PREFIX)) {
        Instant time = Instant.parse(at.substring(PREFIX.length()));
        return ticker.nanos() + Ticker.nanosOf(Duration.between(ticker.instant(), time));
      }
    } catch (DateTimeParseException e) {
      throw refusal(subject, AT + " = " + at + ": " + e.getMessage());
    }
    throw refusal(subject, "has no other schedule in memory than @at <time>, not \"" + at + '"');
  }

  private TransportException refusal(String subject, String why) {
    return TransportException.lasting("publish to " + subject + ": " + stream + " " + why, null);
  }
}
