package dev.weft.jetstream.receive;

/**
 * How many messages to have coming ahead of demand: as many as the handler gets through in a tenth
 * of a second.
 *
 * <p>That is wide enough to keep a fast handler busy over a round trip, and narrow enough that a
 * slow one hoards nothing which another replica could have done. One thread uses it.
 */
final class ReceiveWindow {

  private static final double AHEAD_NANOS = 100e6;
  private static final int MAX = 10_000;

  private long nanosPerMessage = (long) AHEAD_NANOS;

  /** The caller gets through one message in this time. */
  void pace(long nanos) {
    nanosPerMessage = nanos;
  }

  /** How many to have coming, at least {@code demand}. */
  int size(int demand) {
    return demand + (int) Math.min(MAX, AHEAD_NANOS / Math.max(nanosPerMessage, 1));
  }
}
