package dev.weft.jetstream;

/**
 * How many messages to have coming ahead of demand: as many as the handler gets through in a tenth
 * of a second.
 *
 * <p>That is wide enough to keep a fast handler busy over a round trip, and narrow enough that a
 * slow one hoards nothing which another replica could have done. One thread uses it.
 */
final class ReceiveWindow {

  private static final double AHEAD_NANOS = 100e6;
  private static final int MAX = 4096;

  // How much of the newest time per message goes into the mean: quick to shrink, steady otherwise.
  private static final double WEIGHT = 0.1;

  private double nanosPerMessage = AHEAD_NANOS;

  /** The handler took this long over so many messages. */
  void worked(long nanos, int messages) {
    double sample = (double) nanos / messages;
    double weight = sample > nanosPerMessage ? 2 * WEIGHT : WEIGHT;
    nanosPerMessage += weight * (sample - nanosPerMessage);
  }

  /** How many to have coming, at least {@code demand}. */
  int size(int demand) {
    return demand + (int) Math.min(MAX, AHEAD_NANOS / Math.max(nanosPerMessage, 1));
  }
}
