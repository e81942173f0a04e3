package dev.weft.jetstream;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps count of the messages that were asked for and not yet read. One thread at a time uses it.
 *
 * <p>A message does not tell which pull it answers, and the server serves several pulls in turn. So
 * the count is kept over all of them, and a pull only bounds it: once every pull that could still
 * be answered is known, no more than those asked for can be under way.
 */
final class OpenPulls {

  private record Pull(String inbox, int asked, long sentAt, long endsAt) {}

  private static final long FORGET_NANOS = 60_000_000_000L;

  private final Deque<Pull> open = new ArrayDeque<>();
  private int underWay;
  private long heardAt;

  /** What was asked for and not yet read, over all pulls. */
  int underWay() {
    return underWay;
  }

  /** A pull was sent; by {@code endsAt} the server will have answered it or ended it. */
  void sent(String inbox, int asked, long now, long endsAt) {
    // A pull that was answered in full has no end of its own. Under a load that never lets the
    // queue
    // run empty nothing else would ever clear these.
    while (!open.isEmpty() && now - open.peek().endsAt() > FORGET_NANOS) {
      open.remove();
    }
    open.add(new Pull(inbox, asked, now, endsAt));
    underWay += asked;
  }

  /** A message was read. */
  void read(long now) {
    heardAt = now;
    underWay = Math.max(0, underWay - 1);
    if (underWay == 0) {
      open.clear();
    }
  }

  /** The server ended a pull and says how much of it was unanswered. */
  void ended(String inbox, int unanswered, long now) {
    heardAt = now;
    if (open.removeIf(pull -> pull.inbox().equals(inbox))) {
      underWay = Math.min(Math.max(0, underWay - unanswered), asked());
    }
  }

  /**
   * Nothing is left to read: forgets the pulls that are over, and what they still owed.
   *
   * @return how many of them were never answered at all
   */
  int expire(long now) {
    int unheard = 0;
    while (!open.isEmpty() && open.peek().endsAt() - now <= 0) {
      Pull pull = open.remove();
      if (heardAt - pull.sentAt() < 0) {
        unheard++;
      }
    }
    underWay = Math.min(underWay, asked());
    return unheard;
  }

  /** The connection is a new one: of the old pulls, only what is here already will be read. */
  void lost(int here) {
    open.clear();
    underWay = Math.min(underWay, here);
  }

  /** When the last pull under way will have ended; {@code now} if there is none. */
  long lastEnd(long now) {
    return open.isEmpty() ? now : open.getLast().endsAt();
  }

  private int asked() {
    return open.stream().mapToInt(Pull::asked).sum();
  }
}
