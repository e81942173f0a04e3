package dev.weft.simulation.server;

import dev.weft.ReceiveMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Decides when a client asks for more messages, and for how many: for what can start now, or with
 * {@link ReceiveMode#PUSH} for a window that is topped up when half of it is used. One thread at a
 * time asks; the server's thread tells what has come.
 */
final class PullDemands {

  private static final long AHEAD = Duration.ofMillis(100).toNanos();
  private static final int MOST_AHEAD = 10_000;
  private static final long FIRST_PAUSE = Duration.ofMillis(20).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

  private final ReceiveMode mode;
  private final List<Pull> open = new ArrayList<>();
  private long pace = AHEAD;
  private long pause;
  private long pausedUntil;
  private int unheard;

  PullDemands(ReceiveMode mode) {
    this.mode = mode;
  }

  /** The caller gets through one message in this time. */
  void pace(long nanos) {
    pace = Math.max(1, nanos);
  }

  /**
   * How many more to ask for; 0 for none.
   *
   * @param here how many have come and are not read
   */
  int wanted(int demand, int here, long now) {
    forget(now);
    boolean isPush = mode == ReceiveMode.PUSH;
    int goal = isPush ? demand + (int) Math.min(MOST_AHEAD, AHEAD / pace) : demand;
    int low = isPush ? goal / 2 : goal - 1;
    int underWay = here;
    for (Pull pull : open) {
      underWay += pull.expected();
    }
    boolean isPaused = pause > 0 && now < pausedUntil;
    return underWay <= low && !isPaused ? goal - underWay : 0;
  }

  void sent(Pull pull) {
    open.add(pull);
  }

  /** A message has come for a pull. */
  void come(Pull pull) {
    pull.come();
    unheard = 0;
    pause = 0;
  }

  /** A pull has run its time. */
  void ended(Pull pull) {
    pull.end();
    unheard = 0;
    pause = 0;
  }

  /** The consumer has no leader that would answer a pull. */
  void interrupted(Pull pull, long now) {
    pull.end();
    unheard = 0;
    if (pause == 0 || now >= pausedUntil) {
      pause = pause == 0 ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * pause);
      pausedUntil = now + pause;
    }
  }

  /** The connection is a new one, and the old one's pulls are void. */
  void forgetAll() {
    open.clear();
    unheard = 0;
    pause = 0;
  }

  /** How many pulls in a row were never answered. */
  int unheard(long now) {
    forget(now);
    return unheard;
  }

  /** For how long there is nothing to do but to wait for what comes. */
  long untilNextLook(long now) {
    long next = pause > 0 && pausedUntil > now ? pausedUntil : Long.MAX_VALUE;
    for (Pull pull : open) {
      next = Math.min(next, pull.endsAt() + Pull.GRACE.toNanos());
    }
    return next - now;
  }

  /** Whether something is still expected. */
  boolean isOpen(long now) {
    forget(now);
    return !open.isEmpty();
  }

  private void forget(long now) {
    for (Iterator<Pull> each = open.iterator(); each.hasNext(); ) {
      Pull pull = each.next();
      if (pull.isOver(now)) {
        unheard += pull.isHeard() ? 0 : 1;
        each.remove();
      }
    }
  }
}
