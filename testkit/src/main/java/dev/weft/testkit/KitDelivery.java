package dev.weft.testkit;

import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.time.Duration;

/** A delivery whose settlement the test's faults may touch on its way. */
final class KitDelivery extends ForwardingDelivery {

  private final Duration ackWait;
  private final SettlementPath settlements;
  private final Activity activity;
  private boolean settled; // under the activity's lock

  KitDelivery(Delivery inner, Duration ackWait, SettlementPath settlements, Activity activity) {
    super(inner);
    this.ackWait = ackWait;
    this.settlements = settlements;
    this.activity = activity;
  }

  @Override
  public boolean settle(Outcome outcome) {
    return activity.changing(
        () -> {
          if (settled) {
            return false;
          }
          settled = true;
          activity.settled(this);
          if (outcome instanceof Outcome.Retry retry) {
            activity.stopAfter(retry.after());
          }
          settlements.send(delivery(), outcome);
          return true;
        });
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    return settle(outcome);
  }

  @Override
  public void extend() {
    activity.locked(
        () -> {
          if (!settled) {
            super.extend();
            activity.stopAfter(ackWait);
          }
          return settled;
        });
  }

  @Override
  public void discard() {
    activity.changing(
        () -> {
          if (!settled) {
            settled = true;
            activity.settled(this);
            super.discard();
          }
          return settled;
        });
  }

  /** How often its ack wait is to be started anew while it is held. */
  Duration beat() {
    return ackWait.dividedBy(3);
  }

  /**
   * Starts its ack wait anew, and sees that time does not pass it by. Under the activity's lock.
   */
  void keep() {
    super.extend();
    activity.stopAfter(beat());
    activity.stopAfter(ackWait);
  }
}
