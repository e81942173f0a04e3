package dev.weft.jetstream;

/** Holds pulls back after the server ended one early: 20 ms, doubled each time, up to 1 s. */
final class PullPause {

  private static final long FIRST = 20_000_000L;
  private static final long MAX = 1_000_000_000L;

  private long length;
  private long until;

  boolean isOn(long now) {
    return length > 0 && now - until < 0;
  }

  boolean isLongest() {
    return length == MAX;
  }

  void grow(long now) {
    length = length == 0 ? FIRST : Math.min(MAX, 2 * length);
    until = now + length;
  }

  void reset() {
    length = 0;
  }
}
