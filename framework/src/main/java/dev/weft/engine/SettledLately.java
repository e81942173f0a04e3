package dev.weft.engine;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Which messages were settled a short while ago: one that comes again because its acknowledgement
 * got lost need not be handled again, out of its order. Guarded by {@link Actors}' lock.
 *
 * <p>Each message pays for being remembered, so they are forgotten by the half: when the young have
 * been added for long enough, they are the old ones, and those are forgotten.
 */
final class SettledLately {

  /**
   * A lost acknowledgement shows after the ack wait; a dead connection hides it a little longer.
   */
  private static final Duration MORE = Duration.ofSeconds(30);

  private static final int MOST = 100_000;

  // A stream that is created anew begins its sequences again, so the time is part of it.
  private record Settled(long sequence, Instant stored) {}

  private Set<Settled> young = new HashSet<>();
  private Set<Settled> old = new HashSet<>();
  private long keepNanos = MORE.toNanos();
  private long youngSince;

  /** From now on a settlement is remembered for longer than this. */
  void ackWait(Duration wait) {
    keepNanos = wait.plus(MORE).toNanos();
  }

  void add(Delivery delivery, long now) {
    if (young.isEmpty()) {
      youngSince = now;
    } else if (now - youngSince > keepNanos || young.size() == MOST / 2) {
      old = young;
      young = new HashSet<>();
      youngSince = now;
    }
    young.add(settled(delivery));
  }

  boolean has(Delivery delivery) {
    Settled one = settled(delivery);
    return young.contains(one) || old.contains(one);
  }

  // A worker takes from one stream, which need not be told from others.
  private static Settled settled(Delivery delivery) {
    StreamPosition position = delivery.position().orElseThrow();
    return new Settled(position.sequence(), delivery.timestamp());
  }
}
