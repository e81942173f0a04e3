package dev.weft.engine.dispatch;

import dev.weft.StreamPosition;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that stays with its worker until it is done for good: a retry is another attempt here,
 * since a message that went back to the server would be overtaken by those of its key behind it.
 */
public final class KeyedDelivery extends ForwardingDelivery {

  private final Mailbox mailbox;
  private final Optional<StreamPosition> position; // asked for several times
  private int retries;
  private boolean begun = true; // its latest attempt
  private volatile @Nullable Duration again;
  private volatile boolean settled;

  /**
   * A delivery in its mailbox.
   *
   * @param made how many attempts it had here before, if it was here
   */
  KeyedDelivery(Delivery delivery, Mailbox mailbox, int made) {
    super(delivery);
    this.mailbox = mailbox;
    this.position = delivery.position();
    this.retries = Math.max(0, made + 1 - delivery.attempt());
  }

  Mailbox mailbox() {
    return mailbox;
  }

  @Override
  public Optional<String> key() {
    return Optional.of(mailbox.key);
  }

  /** How long to wait before the next attempt; null if it is settled for good. */
  @Nullable Duration again() {
    return again;
  }

  /** Whether the server was told, or is being told, that it is done for good. */
  boolean isSettled() {
    return settled;
  }

  /** The next attempt begins. */
  void nextAttempt() {
    if (again != null) {
      again = null;
      retries += begun ? 1 : 0;
    }
  }

  /** Its attempt has ended. What was not settled by then is not done, and is tried again. */
  void attemptEnded() {
    if (!settled && again == null) {
      again = Pipeline.NO_VERDICT;
    }
  }

  /** How many attempts it had so far; 0 if that is no more than the server knows. */
  int attemptsMade() {
    int made = again == null || !begun ? attempt() - 1 : attempt();
    return made > super.attempt() ? made : 0;
  }

  long sequence() {
    return position().map(StreamPosition::sequence).orElse(0L);
  }

  /** What to hand back to the server, since it is not to be started here. */
  Delivery unstarted() {
    return delivery();
  }

  @Override
  public boolean settle(Outcome outcome) {
    if (outcome instanceof Outcome.Retry retry) {
      begun = !retry.equals(Outcome.Retry.HANDED_BACK);
      again = retry.after();
      return true;
    }
    settled = true;
    return super.settle(outcome);
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    if (outcome instanceof Outcome.Retry) {
      return settle(outcome);
    }
    settled = true;
    return super.settleConfirmed(outcome);
  }

  @Override
  public int attempt() {
    return super.attempt() + retries;
  }

  @Override
  public Optional<StreamPosition> position() {
    return position;
  }
}
