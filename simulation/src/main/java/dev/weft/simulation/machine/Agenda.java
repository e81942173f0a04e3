package dev.weft.simulation.machine;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The simulated time, and what is to happen when it has come to a moment. */
final class Agenda {

  /** Something that is to happen once. */
  static final class Entry implements Comparable<Entry> {

    private final long at;
    private final int tie;
    private final long number;
    private @Nullable Runnable event;

    private Entry(long at, int tie, long number, Runnable event) {
      this.at = at;
      this.tie = tie;
      this.number = number;
      this.event = event;
    }

    /** It does not happen, if it has not yet. */
    void cancel() {
      event = null;
    }

    @Override
    public int compareTo(Entry other) {
      int order = Long.compare(at, other.at);
      if (order == 0) {
        order = Integer.compare(tie, other.tie);
      }
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }

  private final RandomGenerator ties;
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long now;
  private long numbers;

  /** Begins at 0. What comes due at the same moment happens in an order of chance. */
  Agenda(RandomGenerator ties) {
    this.ties = ties;
  }

  /** Nanoseconds since the run's start. */
  long now() {
    return now;
  }

  /** Has something happen in that time, or at once if it is not positive. */
  Entry after(long nanos, Runnable event) {
    long at = nanos <= 0 ? now : now + Math.min(nanos, Long.MAX_VALUE - now);
    var entry = new Entry(at, ties.nextInt(), numbers++, event);
    entries.add(entry);
    return entry;
  }

  /** Time passes while a thread runs. */
  void pass(long nanos) {
    now += nanos;
  }

  /** Whether something is to happen now. */
  boolean isDue() {
    Entry first = first();
    return first != null && first.at <= now;
  }

  /** Lets happen what is due. */
  void happen() {
    while (isDue()) {
      Runnable event = entries.remove().event;
      if (event != null) {
        event.run();
      }
    }
  }

  /**
   * Jumps to the next moment at which something is to happen, or to the limit if that comes first.
   *
   * @return whether something is to happen at all
   */
  boolean jump(long limit) {
    Entry first = first();
    if (first == null) {
      return false;
    }
    now = Math.max(now, Math.min(first.at, limit));
    return true;
  }

  private @Nullable Entry first() {
    Entry first = entries.peek();
    while (first != null && first.event == null) {
      entries.remove();
      first = entries.peek();
    }
    return first;
  }
}
