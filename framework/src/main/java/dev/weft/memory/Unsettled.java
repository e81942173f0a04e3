package dev.weft.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer gave out and nobody has settled yet, with the time at which each comes again.
 * Guarded by {@link Guard}.
 *
 * <p>Each entry either is timed (given out, or waiting for its retry) or stands in line to be given
 * out again. It keeps its place among the unsettled until it is settled or has had its last
 * delivery.
 */
final class Unsettled {

  /** {@link #earliest()} when nothing is timed. */
  static final long NEVER = Long.MAX_VALUE;

  /** One message that was delivered at least once. */
  static final class Entry {

    private final StoredMessage message;
    private int deliveries;
    // Changed only while the entry is not among the timed, which are ordered by it.
    private long due;

    private Entry(StoredMessage message) {
      this.message = message;
    }

    StoredMessage message() {
      return message;
    }

    int deliveries() {
      return deliveries;
    }

    private long due() {
      return due;
    }

    private long sequence() {
      return message.sequence();
    }
  }

  private final long maxDeliver;
  private final Consumer<Entry> ended;
  private final Map<Long, Entry> entries = new HashMap<>();
  private final NavigableSet<Entry> timed =
      new TreeSet<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::sequence));
  private final Set<Entry> line = new LinkedHashSet<>();

  /**
   * Nothing unsettled yet.
   *
   * @param maxDeliver after so many deliveries a message does not come again
   * @param ended is told of such a message
   */
  Unsettled(long maxDeliver, Consumer<Entry> ended) {
    this.maxDeliver = maxDeliver;
    this.ended = ended;
  }

  int size() {
    return entries.size();
  }

  /** When the next timed entry is due, or {@link #NEVER}. */
  long earliest() {
    return timed.isEmpty() ? NEVER : timed.first().due();
  }

  /** A message is given out for the first time. */
  Entry deliver(StoredMessage message, long due) {
    var entry = new Entry(message);
    entries.put(message.sequence(), entry);
    return count(entry, due);
  }

  /** The first in line is given out once more; null if nothing stands in line. */
  @Nullable Entry deliverAgain(long due) {
    if (line.isEmpty()) {
      return null;
    }
    Entry first = line.iterator().next();
    line.remove(first);
    return count(first, due);
  }

  /** It is settled for good. */
  void remove(long sequence) {
    Entry entry = entries.remove(sequence);
    if (entry != null && !line.remove(entry)) {
      timed.remove(entry);
    }
  }

  /** It comes again at {@code due}, unless it stands in line already. */
  void postpone(long sequence, long due) {
    Entry entry = entries.get(sequence);
    if (entry != null && timed.remove(entry)) {
      time(entry, due);
    }
  }

  /** It comes again as soon as it is asked for, after those that stand in line already. */
  void lineUp(long sequence) {
    Entry entry = entries.get(sequence);
    if (entry != null && timed.remove(entry)) {
      lineUp(entry);
    }
  }

  /** Lines up what is due, in the order of the stream. */
  void lineUpDue(long now) {
    if (earliest() > now) {
      return;
    }
    List<Entry> due = new ArrayList<>();
    while (earliest() <= now) {
      due.add(timed.removeFirst());
    }
    due.sort(Comparator.comparingLong(Entry::sequence));
    due.forEach(this::lineUp);
  }

  private Entry count(Entry entry, long due) {
    entry.deliveries++;
    time(entry, due);
    return entry;
  }

  private void time(Entry entry, long due) {
    entry.due = due;
    timed.add(entry);
  }

  private void lineUp(Entry entry) {
    if (entry.deliveries >= maxDeliver) {
      entries.remove(entry.sequence());
      ended.accept(entry);
    } else {
      line.add(entry);
    }
  }
}
