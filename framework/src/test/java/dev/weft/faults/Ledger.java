package dev.weft.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What became of every message, from its publish on. Any thread writes and asks. */
final class Ledger {

  /** A handler was done with a message, though its acknowledgement may have got lost since. */
  record Handling(String id, int attempt, String worker, Instant at) {}

  private final Map<String, Long> published = new ConcurrentHashMap<>();
  private final Map<String, Instant> publishedAt = new ConcurrentHashMap<>();
  private final Queue<Handling> handlings = new ConcurrentLinkedQueue<>();
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private final Map<String, String> excused = new ConcurrentHashMap<>();
  private final AtomicInteger handledCount = new AtomicInteger();

  /** A stream confirmed that it keeps the message. */
  void published(String id, long sequence) {
    published.put(id, sequence);
    publishedAt.put(id, Instant.now());
  }

  void handled(Handling handling) {
    handlings.add(handling);
    handled.add(handling.id());
    handledCount.incrementAndGet();
  }

  /** Somebody took the messages up to the sequence out of the stream: they are not ours to lose. */
  void excuseUpTo(long sequence, String reason) {
    published.forEach(
        (id, stored) -> {
          if (stored <= sequence) {
            excused.put(id, reason);
          }
        });
  }

  Set<String> publishedIds() {
    return Set.copyOf(published.keySet());
  }

  int publishedCount() {
    return published.size();
  }

  /** How often a handler was done with a message, the same one included. */
  int handledCount() {
    return handledCount.get();
  }

  boolean hasHandled(String worker) {
    return handlings.stream().anyMatch(handling -> handling.worker().equals(worker));
  }

  /** Messages that were excused and never handled. */
  int takenAway() {
    return (int) excused.keySet().stream().filter(id -> !handled.contains(id)).count();
  }

  /** Messages that a stream confirmed and that no handler was done with, and nobody took away. */
  Set<String> open() {
    var open = new TreeSet<String>();
    for (String id : published.keySet()) {
      if (!handled.contains(id) && !excused.containsKey(id)) {
        open.add(id);
      }
    }
    return open;
  }

  /** The handlings of each message that was handled more than once. */
  Map<String, List<Handling>> duplicates() {
    return handlings.stream().collect(Collectors.groupingBy(Handling::id)).entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The longest time from a message's publish to its handling. */
  Duration longestWait() {
    return handlings.stream()
        .filter(handling -> publishedAt.containsKey(handling.id()))
        .map(handling -> Duration.between(publishedAt.get(handling.id()), handling.at()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** How many handlings too many there were. */
  int duplicateCount() {
    return handledCount() - handled.size();
  }

  /** When the first message after the given time was handled. */
  Optional<Instant> firstHandledAfter(Instant time) {
    return times().stream().filter(at -> at.isAfter(time)).min(Instant::compareTo);
  }

  /** The longest time without a handled message between the two. */
  Duration longestGap(Instant from, Instant to) {
    Duration longest = Duration.ZERO;
    Instant last = from;
    for (Instant at : times().stream().sorted().toList()) {
      if (at.isAfter(from) && at.isBefore(to)) {
        longest = longer(longest, Duration.between(last, at));
        last = at;
      }
    }
    return longer(longest, Duration.between(last, to));
  }

  private Collection<Instant> times() {
    return handlings.stream().map(Handling::at).toList();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
