package dev.weft.jetstream.receive;

import java.time.Duration;

/**
 * How many bytes one source may have coming: a few pulls at a time, each for a part of its share.
 * One thread at a time uses it.
 *
 * <p>The server does the sums: a pull says how many bytes it takes at most, and is ended by a
 * message that has no room in it. So small messages cost nothing here.
 */
final class ByteWindow implements AutoCloseable {

  /** How many pulls may be open at a time, each for as large a part of the share. */
  private static final int PULLS = 4;

  /** A small share is not cut into smaller parts than this. */
  private static final long LEAST_PART = 64 << 10;

  // A pull for a message that somebody else has got meanwhile keeps others from their turns.
  private static final Duration LARGE_EXPIRY = Duration.ofMillis(250);
  private static final Duration TURN = Duration.ofSeconds(2);

  private final ReceiveBudget budget;
  private final ByteClaims.Claim claim;
  private final long most;
  private boolean closed;
  private boolean busy;
  private boolean enlarged; // it has no room in a small share, but may have in the least part
  private boolean large; // the next message has no room in a pull's part
  private long turn; // ours to ask for a large one; 0 if it is not

  /**
   * A window of a source to which nothing has come.
   *
   * @param most what the consumer lets a pull ask for
   */
  ByteWindow(ReceiveBudget budget, long most) {
    this.budget = budget;
    this.claim = budget.open();
    this.most = most;
  }

  /** Asks for so many more messages, as far as their bytes have room. */
  void ask(Pulls pulls, int wanted, Duration patience, long now) throws InterruptedException {
    if (large) {
      askForLarge(pulls, patience, now);
    } else if (pulls.unfinished() < parts() && pulls.bytesHere() <= budget.share() / 2) {
      // What is under way is to be read meanwhile.
      Duration longest = pulls.underWay(now) > 0 ? Duration.ZERO : patience;
      long bytes = claim.take(pulls.unfinishedBytes(), part(), longest, pulls.longest());
      if (bytes > 0) {
        pulls.ask(wanted, bytes, System.nanoTime());
      }
    }
  }

  private void askForLarge(Pulls pulls, Duration patience, long now) throws InterruptedException {
    if (pulls.underWay(now) > 0) {
      return;
    }
    endTurn(); // it may have ended by itself
    turn = budget.awaitTurn(patience, TURN);
    if (turn != 0) {
      pulls.askForOne(LARGE_EXPIRY, System.nanoTime());
    }
  }

  /** A message of that size was read. */
  void received(long size) {
    if (!busy) {
      busy = true;
      budget.enter();
    }
    if (large) {
      large = size > part();
      endTurn();
    }
    enlarged = enlarged && size > share();
  }

  /** The server has ended a pull to which no message came. */
  void nothingCame() {
    large = false;
    enlarged = false;
    endTurn();
    if (busy) {
      busy = false;
      budget.leave();
    }
  }

  /** The server has ended a pull since the next message has no room in all of it. */
  void tooLarge() {
    if (busy && !enlarged && share() < LEAST_PART) {
      enlarged = true; // its claim waits until there are as many: so others have some meanwhile
    } else {
      large = busy;
    }
    if (!busy) {
      busy = true;
      budget.enter();
    }
  }

  @Override
  public void close() {
    nothingCame();
    if (!closed) {
      closed = true;
      claim.close();
      budget.close();
    }
  }

  private void endTurn() {
    if (turn != 0) {
      budget.endTurn(turn);
      turn = 0;
    }
  }

  private int parts() {
    return busy ? Math.clamp(budget.share() / LEAST_PART, 1, PULLS) : PULLS;
  }

  private long part() {
    return Math.min(most, enlarged ? LEAST_PART : share());
  }

  private long share() {
    return busy ? budget.share() / parts() : budget.idleShare();
  }
}
