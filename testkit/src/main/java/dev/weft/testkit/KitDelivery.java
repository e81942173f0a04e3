package dev.weft.testkit;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A delivery whose settlement the test's faults may touch on its way. */
final class KitDelivery implements Delivery {

  private final Delivery inner;
  private final Duration ackWait;
  private final SettlementPath settlements;
  private final Activity activity;
  private boolean settled; // under the activity's lock

  KitDelivery(Delivery inner, Duration ackWait, SettlementPath settlements, Activity activity) {
    this.inner = inner;
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
          settlements.send(inner, outcome);
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
            inner.extend();
            activity.stopAfter(ackWait);
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
    inner.extend();
    activity.stopAfter(beat());
    activity.stopAfter(ackWait);
  }

  @Override
  public String subject() {
    return inner.subject();
  }

  @Override
  public String id() {
    return inner.id();
  }

  @Override
  public int attempt() {
    return inner.attempt();
  }

  @Override
  public Instant timestamp() {
    return inner.timestamp();
  }

  @Override
  public Headers headers() {
    return inner.headers();
  }

  @Override
  public byte[] data() {
    return inner.data();
  }

  @Override
  public byte[] storedData() {
    return inner.storedData();
  }

  @Override
  public Optional<StreamPosition> position() {
    return inner.position();
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
