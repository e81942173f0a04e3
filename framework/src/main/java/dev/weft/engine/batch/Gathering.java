package dev.weft.engine.batch;

import dev.weft.BatchPolicy;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The messages that wait for their batch, the first one longest. All under the lock of its {@link
 * Batches}.
 */
final class Gathering<T> {

  private final BatchPolicy policy;
  private final Gate gate;
  private final Time time;
  private final Deque<BatchMember<T>> waiting = new ArrayDeque<>();

  Gathering(BatchPolicy policy, Gate gate, Time time) {
    this.policy = policy;
    this.gate = gate;
    this.time = time;
  }

  void add(BatchMember<T> member) {
    waiting.add(member);
  }

  /** Whether it was here. */
  boolean remove(BatchMember<T> member) {
    boolean here = waiting.remove(member);
    wakeFirst();
    return here;
  }

  boolean isFirst(BatchMember<T> member) {
    return waiting.peek() == member;
  }

  /** Whether a batch is complete, or nothing more is worth waiting for. */
  boolean isDue() {
    // While the gate lets less than all through nothing more comes.
    return !waiting.isEmpty()
        && (waiting.size() >= policy.size() || left() <= 0 || gate.pass() != Admission.ALL);
  }

  /** For how long the first one still waits for others, in nanoseconds; there has to be one. */
  long left() {
    return waiting.element().since() + policy.linger().toNanos() - time.nanoTime();
  }

  /** The next batch, in the order of the stream; its messages wait here no longer. */
  List<BatchMember<T>> take() {
    var batch = new ArrayList<BatchMember<T>>();
    while (batch.size() < policy.size() && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    wakeFirst();
    // Their threads came in any order.
    Comparator<BatchMember<T>> byPlace = Comparator.comparingLong(Gathering::sequence);
    batch.sort(byPlace);
    return batch;
  }

  /**
   * Has them handed back.
   *
   * @param period those stay that began in this one of the breaker's
   * @param after how long they are not to come again
   */
  void handBackAllBut(long period, Duration after) {
    waiting.removeIf(
        member -> {
          boolean goes = member.attempt().breakerPeriod() != period;
          if (goes) {
            member.tell(new BatchMember.Word.HandBack<>(after));
          }
          return goes;
        });
    wakeFirst();
  }

  /** Says how many wait for nothing but others to come; to be run without the lock. */
  Runnable telling(HandlerId handler, Observer observer) {
    if (waiting.isEmpty() || isDue()) {
      return () -> observer.gathering(handler, 0, Duration.ZERO);
    }
    int messages = waiting.size();
    var left = Duration.ofNanos(left());
    return () -> observer.gathering(handler, messages, left);
  }

  // The first one keeps the time.
  private void wakeFirst() {
    BatchMember<T> first = waiting.peek();
    if (first != null) {
      first.wake();
    }
  }

  private static long sequence(BatchMember<?> member) {
    return member.message().position().map(StreamPosition::sequence).orElse(0L);
  }
}
