package dev.weft.transport;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import java.time.Instant;
import java.util.Optional;

/**
 * A delivery over another one, to which it passes on each call that a subclass does not override.
 */
public abstract class ForwardingDelivery implements Delivery {

  private final Delivery delivery;

  /** Over a delivery that nobody else settles. */
  protected ForwardingDelivery(Delivery delivery) {
    this.delivery = delivery;
  }

  /** The delivery below. */
  protected final Delivery delivery() {
    return delivery;
  }

  @Override
  public String subject() {
    return delivery.subject();
  }

  @Override
  public String id() {
    return delivery.id();
  }

  @Override
  public int attempt() {
    return delivery.attempt();
  }

  @Override
  public long number() {
    return delivery.number();
  }

  @Override
  public Instant timestamp() {
    return delivery.timestamp();
  }

  @Override
  public Headers headers() {
    return delivery.headers();
  }

  @Override
  public byte[] data() {
    return delivery.data();
  }

  @Override
  public long size() {
    return delivery.size();
  }

  @Override
  public byte[] storedData() {
    return delivery.storedData();
  }

  @Override
  public Optional<StreamPosition> position() {
    return delivery.position();
  }

  @Override
  public Optional<String> key() {
    return delivery.key();
  }

  @Override
  public boolean settle(Outcome outcome) {
    return delivery.settle(outcome);
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    return delivery.settleConfirmed(outcome);
  }

  @Override
  public void extend() {
    delivery.extend();
  }

  @Override
  public void handedOver() {
    delivery.handedOver();
  }

  @Override
  public void discard() {
    delivery.discard();
  }

  @Override
  public String toString() {
    return delivery.toString();
  }
}
