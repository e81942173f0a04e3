package dev.weft.jetstream;

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
  static final int PULLS = 4;

  /** What a pull takes that waits for messages where none have come lately. */
  static final long IDLE = 64 << 10;

  // A pull for a message that somebody else has got meanwhile keeps others from their turns.
  private static final Duration LARGE_EXPIRY = Duration.ofMillis(250);
  private static final Duration TURN = Duration.ofSeconds(2);

  private final ReceiveBudget budget;
  private final long most;
  private boolean busy;
  private boolean large; // the next message has no room in a pull's part
  private long turn; // ours to ask for a large one; 0 if it is not

  /**
   * A window of a source to which nothing has come.
   *
   * @param most what the consumer lets a pull ask for
   */
  ByteWindow(ReceiveBudget budget, long most) {
    this.budget = budget;
    this.most = most;
  }

  /** Asks for so many more messages, as far as their bytes have room. */
  void ask(PullSubscription subscription, int wanted, Duration patience, long now)
      throws InterruptedException {
    if (large) {
      askForLarge(subscription, patience, now);
    } else if (subscription.unfinished() < PULLS
        && subscription.bytesHere() <= budget.share() / 2) {
      subscription.ask(wanted, part(), now);
    }
  }

  private void askForLarge(PullSubscription subscription, Duration patience, long now)
      throws InterruptedException {
    if (subscription.underWay(now) > 0) {
      return;
    }
    endTurn(); // it may have ended by itself
    turn = budget.awaitTurn(patience, TURN);
    if (turn != 0) {
      subscription.askForOne(LARGE_EXPIRY, System.nanoTime());
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
  }

  /** The server has ended a pull to which no message came. */
  void nothingCame() {
    large = false;
    endTurn();
    if (busy) {
      busy = false;
      budget.leave();
    }
  }

  /** The server has ended a pull since the next message has no room in all of it. */
  void tooLarge() {
    large = busy;
    if (!busy) {
      busy = true;
      budget.enter();
    }
  }

  @Override
  public void close() {
    nothingCame();
  }

  private void endTurn() {
    if (turn != 0) {
      budget.endTurn(turn);
      turn = 0;
    }
  }

  private long part() {
    return Math.min(most, busy ? Math.max(IDLE, budget.share() / PULLS) : IDLE);
  }
}
