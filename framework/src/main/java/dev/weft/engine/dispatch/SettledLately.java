package dev.weft.engine.dispatch;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which messages were settled a short while ago: one that comes again because its acknowledgement
 * got lost need not be handled again, out of its order. Guarded by {@link KeyedSchedule}'s lock.
 *
 * <p>Each message pays for being remembered, so 64 neighbours in the stream share one block, and
 * blocks are forgotten by the half: when the young have been added for long enough, they are the
 * old ones, and those are forgotten.
 */
final class SettledLately {

  /**
   * A lost acknowledgement shows after the ack wait; a dead connection hides it a little longer.
   */
  private static final Duration MORE = Duration.ofSeconds(30);

  /**
   * How many blocks there may be. A stream would have to take in 50,000 messages a second for a
   * consumer with the default ack wait to have more, however few of them are its own.
   */
  private static final int MOST = 100_000;

  /**
   * 64 neighbours. A stream that is created anew begins its sequences again, so the time is part of
   * it: what is stored under the same sequence later is another message.
   */
  private static final class Block {
    private long settled; // a bit for each
    private Instant newest = Instant.MIN; // when the last one of those was stored

    void add(long sequence, Instant stored) {
      settled |= bit(sequence);
      if (stored.isAfter(newest)) {
        newest = stored;
      }
    }

    boolean has(long sequence, Instant stored) {
      return (settled & bit(sequence)) != 0 && !stored.isAfter(newest);
    }

    private static long bit(long sequence) {
      return 1L << (sequence % Long.SIZE);
    }
  }

  private Map<Long, Block> young = new HashMap<>();
  private Map<Long, Block> old = new HashMap<>();
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
      young = new HashMap<>();
      youngSince = now;
    }
    long sequence = sequence(delivery);
    young
        .computeIfAbsent(sequence / Long.SIZE, none -> new Block())
        .add(sequence, delivery.timestamp());
  }

  boolean has(Delivery delivery) {
    return has(young, delivery) || has(old, delivery);
  }

  private static boolean has(Map<Long, Block> blocks, Delivery delivery) {
    long sequence = sequence(delivery);
    Block block = blocks.get(sequence / Long.SIZE);
    return block != null && block.has(sequence, delivery.timestamp());
  }

  // A worker takes from one stream, which need not be told from others.
  private static long sequence(Delivery delivery) {
    return delivery.position().map(StreamPosition::sequence).orElseThrow();
  }
}
