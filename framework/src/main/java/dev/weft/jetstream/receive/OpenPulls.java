package dev.weft.jetstream.receive;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps count of the messages that were asked for and not yet read. One thread at a time uses it.
 *
 * <p>A message does not tell which pull it answers, and the server serves several pulls in turn. So
 * the count is kept over all of them, and a pull only bounds it: once every pull that could still
 * be answered is known, no more than those asked for can be under way.
 */
final class OpenPulls {

  private record Pull(String inbox, int asked, long bytes, long number, long endsAt) {}

  private static final int FEW = 2;

  private final Deque<Pull> open = new ArrayDeque<>(FEW);
  private int underWay;
  private long newest; // the number of the last pull sent
  private long heard; // the number of the last pull sent before something was heard

  /** What was asked for and not yet read, over all pulls. */
  int underWay() {
    return underWay;
  }

  /** A pull was sent; by {@code endsAt} the server will have answered it or ended it. */
  void sent(String inbox, int asked, long endsAt) {
    sent(inbox, asked, 0, endsAt);
  }

  /** As {@link #sent(String, int, long)}, for so many bytes at most. */
  void sent(String inbox, int asked, long bytes, long endsAt) {
    newest++;
    open.add(new Pull(inbox, asked, bytes, newest, endsAt));
    underWay += asked;
  }

  /** The server keeps a pull open, and will have said so again by {@code endsAt}, or ended it. */
  void goesOn(String inbox, long endsAt) {
    Pull pull = remove(inbox);
    if (pull != null) {
      // Not heard, as an answer is: when it falls silent it counts as one that was never answered.
      open.addFirst(new Pull(pull.inbox(), pull.asked(), pull.bytes(), pull.number(), endsAt));
    }
  }

  /** A message was read. */
  void read() {
    heard = newest;
    underWay = Math.max(0, underWay - 1);
    if (underWay == 0) {
      open.clear();
    }
  }

  /**
   * The server ended a pull and says how much of it was unanswered.
   *
   * @param here how many messages have come and are not yet read
   * @return whether no message came for it
   */
  boolean ended(String inbox, int unanswered, int here) {
    heard = newest;
    Pull ended = remove(inbox);
    if (ended == null) {
      underWay = Math.min(underWay, asked() + here); // forgotten before, when this was here
      return false;
    }
    underWay = Math.min(Math.max(0, underWay - unanswered), asked());
    return unanswered >= ended.asked();
  }

  /**
   * A pull has found no leader, or its leader is gone: so are all that were sent before this was
   * heard. The next leader ends those of which it knows, and not those that were sent last.
   *
   * @param here how many messages have come and are not yet read
   */
  void leaderGone(String inbox, int here) {
    heard = newest;
    if (remove(inbox) == null) {
      underWay = Math.min(underWay, asked() + here); // it was forgotten with an earlier one
    } else {
      lost(here);
    }
  }

  private @Nullable Pull remove(String inbox) {
    for (Pull pull : open) {
      if (pull.inbox().equals(inbox)) {
        open.remove(pull);
        return pull;
      }
    }
    return null;
  }

  /**
   * How many pulls are still to be answered: as many of the last ones as it takes to have asked for
   * what is to come. The server serves open pulls in turn, so one or two more may be.
   *
   * @param here how many messages have come and are not yet read
   */
  int unfinished(int here) {
    int toCome = underWay - here;
    int pulls = 0;
    for (var newestFirst = open.descendingIterator(); toCome > 0 && newestFirst.hasNext(); ) {
      toCome -= newestFirst.next().asked();
      pulls++;
    }
    return pulls;
  }

  /** How many bytes the pulls that are {@linkplain #unfinished still to be answered} take. */
  long unfinishedBytes(int here) {
    int toCome = underWay - here;
    long bytes = 0;
    for (var newestFirst = open.descendingIterator(); toCome > 0 && newestFirst.hasNext(); ) {
      Pull pull = newestFirst.next();
      toCome -= pull.asked();
      bytes += pull.bytes();
    }
    return bytes;
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
      if (pull.number() > heard) {
        unheard++;
      }
    }
    underWay = Math.min(underWay, asked());
    return unheard;
  }

  /** How long it is until the first pull is over; {@link Long#MAX_VALUE} if there is none. */
  long untilOver(long now) {
    return open.isEmpty() ? Long.MAX_VALUE : open.peek().endsAt() - now;
  }

  /**
   * Forgets the pulls that are over, while messages go on coming. What was lost on its way, as when
   * a cluster moves a leader, would otherwise count as under way for as long as they do.
   *
   * @param here how many messages have come and are not yet read
   */
  void forget(long now, int here) {
    boolean forgotten = false;
    while (!open.isEmpty() && open.peek().endsAt() - now <= 0 && open.peek().number() <= heard) {
      open.remove();
      forgotten = true;
    }
    if (forgotten) {
      underWay = Math.min(underWay, asked() + here);
    }
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
