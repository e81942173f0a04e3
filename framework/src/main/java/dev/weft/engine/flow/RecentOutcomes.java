package dev.weft.engine.flow;

import java.time.Duration;
import java.util.Arrays;

/**
 * How many outcomes there were within the last while, and how many of them were failures. Counted
 * in buckets of a sixtieth of the window: the oldest is forgotten as a whole, and adding an outcome
 * allocates nothing.
 *
 * <p>One thread at a time uses it.
 */
final class RecentOutcomes {

  private static final int BUCKETS = 60;

  private final long bucketNanos;
  private final long start;
  // None for a handler to which no message came.
  private long[] counted = {};
  private long[] failed = {};
  private long newest;
  private long allCounted;
  private long allFailed;

  /** No outcome yet, at the time {@code now} of the clock that all other times are of. */
  RecentOutcomes(Duration window, long now) {
    this.bucketNanos = Math.max(1, window.dividedBy(BUCKETS).toNanos());
    this.start = now;
  }

  void add(boolean failure, long now) {
    if (counted.length == 0) {
      counted = new long[BUCKETS];
      failed = new long[BUCKETS];
    }
    forgetOld(now);
    int bucket = (int) (newest % BUCKETS);
    counted[bucket]++;
    allCounted++;
    if (failure) {
      failed[bucket]++;
      allFailed++;
    }
  }

  /** Outcomes within the window, as of the last one that was added. */
  long counted() {
    return allCounted;
  }

  /** Failures among them. */
  long failed() {
    return allFailed;
  }

  void clear() {
    Arrays.fill(counted, 0);
    Arrays.fill(failed, 0);
    allCounted = 0;
    allFailed = 0;
  }

  private void forgetOld(long now) {
    long present = (now - start) / bucketNanos;
    if (present - newest >= BUCKETS) {
      clear();
      newest = present;
    }
    while (newest < present) {
      newest++;
      int bucket = (int) (newest % BUCKETS);
      allCounted -= counted[bucket];
      allFailed -= failed[bucket];
      counted[bucket] = 0;
      failed[bucket] = 0;
    }
  }
}
