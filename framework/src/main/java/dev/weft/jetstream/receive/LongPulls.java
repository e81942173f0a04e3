package dev.weft.jetstream.receive;

import org.jspecify.annotations.Nullable;

/**
 * Whether the server may have a long pull open: the last one that was sent, or one that is lost
 * here and may not be there. One thread at a time uses it.
 */
final class LongPulls {

  private @Nullable String last; // null once it is over, or lost
  private long lastEnd;
  private long lostEnd;
  private boolean isAnyLost;

  /** One was sent; by {@code endsAt} the server will have ended it. It is alone. */
  void sent(String inbox, long endsAt) {
    last = inbox;
    lastEnd = endsAt;
  }

  /** A message came, which the last one, being alone, has asked for. */
  void answered() {
    last = null;
  }

  /** The server ended a pull. */
  void ended(String inbox) {
    if (inbox.equals(last)) {
      last = null;
    }
  }

  /** Nothing is heard of any pull that is open. */
  void lost() {
    if (last != null) {
      lostEnd = isAnyLost && lostEnd - lastEnd > 0 ? lostEnd : lastEnd;
      isAnyLost = true;
      last = null;
    }
  }

  /** The server has ended all of them. */
  void clear() {
    last = null;
    isAnyLost = false;
  }

  boolean isAnyOpen(long now) {
    return last != null || (isAnyLost && lostEnd - now > 0);
  }
}
