package dev.weft.engine;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Which messages were settled a short while ago: one that comes again because its acknowledgement
 * got lost need not be handled again, out of its order. Guarded by {@link Actors}' lock.
 */
final class SettledLately {

  /**
   * A lost acknowledgement shows after the ack wait; a dead connection hides it a little longer.
   */
  private static final Duration MORE = Duration.ofSeconds(30);

  private static final int MOST = 100_000;

  // A stream that is created anew begins its sequences again, so the time is part of it.
  private record Settled(StreamPosition position, Instant stored) {}

  private record Entry(Settled settled, long at) {}

  private final Set<Settled> settled = new HashSet<>();
  private final Deque<Entry> oldestFirst = new ArrayDeque<>();
  private long keepNanos = MORE.toNanos();

  /** From now on a settlement is remembered for longer than this. */
  void ackWait(Duration wait) {
    keepNanos = wait.plus(MORE).toNanos();
  }

  void add(Delivery delivery, long now) {
    Settled one = settled(delivery);
    if (settled.add(one)) {
      oldestFirst.add(new Entry(one, now));
    }
    while (!oldestFirst.isEmpty()
        && (oldestFirst.size() > MOST || now - oldestFirst.peek().at() > keepNanos)) {
      settled.remove(oldestFirst.remove().settled());
    }
  }

  boolean has(Delivery delivery) {
    return settled.contains(settled(delivery));
  }

  private static Settled settled(Delivery delivery) {
    return new Settled(delivery.position().orElseThrow(), delivery.timestamp());
  }
}
