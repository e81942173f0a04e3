package dev.weft.jetstream.receive;

/**
 * Holds pulls back after the server ended some early: 20 ms, doubled each time, up to 1 s. Those
 * that end while it holds back were sent before, and ended for the same reason: they count once.
 */
final class PullPause {

  private static final long FIRST = 20_000_000L;
  private static final long MAX = 1_000_000_000L;

  private long length;
  private long until;

  boolean isOn(long now) {
    return length > 0 && now - until < 0;
  }

  /**
   * A pull was ended early.
   *
   * @return whether it has held back for the longest time already, and begins to once more
   */
  boolean grow(long now) {
    if (isOn(now)) {
      return false;
    }
    length = length == 0 ? FIRST : Math.min(MAX, 2 * length);
    until = now + length;
    return length == MAX;
  }

  void reset() {
    length = 0;
  }
}
